from certificates.models.batches import IssueBatch, IssueItem
from certificates.models.register import Certificate, CertificateEvent, CertificateFile
from certificates.models.templates import CertificateTemplate, NumberCounter, TemplateVersion

__all__ = [
    "Certificate",
    "CertificateEvent",
    "CertificateFile",
    "CertificateTemplate",
    "IssueBatch",
    "IssueItem",
    "NumberCounter",
    "TemplateVersion",
]
