"""What other rooms and plugins may import from certificates."""

from certificates.models import Certificate, CertificateTemplate
from certificates.rules.wording import chinese_date
from certificates.selectors import candidates, certificates_of
from certificates.services.issue_batch import number_batch
from certificates.services.put_template import TemplateRefused, put_template
from certificates.services.start_issue import start_issue

__all__ = [
    "Certificate",
    "CertificateTemplate",
    "TemplateRefused",
    "candidates",
    "certificates_of",
    "chinese_date",
    "number_batch",
    "put_template",
    "start_issue",
]
