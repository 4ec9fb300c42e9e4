"""What other rooms and plugins may import from certificates."""

from certificates.models import Certificate, CertificateTemplate
from certificates.rules.wording import chinese_date
from certificates.selectors import certificates_of
from certificates.services.put_template import TemplateRefused, put_template

__all__ = [
    "Certificate",
    "CertificateTemplate",
    "TemplateRefused",
    "certificates_of",
    "chinese_date",
    "put_template",
]
