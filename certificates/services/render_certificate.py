import hashlib

from django.conf import settings
from django.db import IntegrityError, transaction

from certificates.models import Certificate, CertificateFile
from certificates.services.press import Press
from certificates.services.store_file import stored_file


def verify_url(code: str) -> str:
    """The address in the QR code."""
    return f"{settings.PUBLIC_URL}/v/{code}"


def render_certificate(*, certificate: Certificate, press: Press | None = None) -> CertificateFile:
    """The frozen file of a certificate: made from its snapshot if there is none, otherwise kept as it is.

    A press made for the certificate's template version is reused over a batch. Of two that render at once, one
    file is kept. Side effects: one stored file, one row. Raises PressMissing, PageRefused, StorageFull.
    """
    existing = CertificateFile.objects.filter(certificate=certificate).first()
    if existing is not None:
        return existing
    press = press or Press(certificate.template_version)
    data = press.print_pdf(certificate.snapshot, url=verify_url(certificate.code))
    try:
        return _keep(certificate, data)
    except IntegrityError:
        return CertificateFile.objects.get(certificate=certificate)


def _keep(certificate: Certificate, data: bytes) -> CertificateFile:
    digest = hashlib.sha256(data).hexdigest()
    row = CertificateFile(certificate=certificate, sha256=digest, size=len(data))
    with stored_file(row, data) as name, transaction.atomic():
        row.file.name = name
        row.save()
    return row
