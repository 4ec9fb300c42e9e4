"""What the register holds about a person. What was issued stays as printed until its keeping time is over."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from certificates.models import Certificate, CertificateFile
from foundation.api import rewritable
from people.api import DossierRow, DossierSection, Person, kept_until, register_section

COLUMNS = (
    pgettext_lazy("dossier", "Number"),
    pgettext_lazy("dossier", "Certificate"),
    pgettext_lazy("dossier", "Issued on"),
    pgettext_lazy("dossier", "Valid until"),
    pgettext_lazy("dossier", "State"),
)
# What stands in place of the printed facts that say who somebody is.
NOBODY = {"name": Person.ERASED_NAME, "masked_name": Person.ERASED_NAME, "masked_identity": "", "sex": ""}


def _certificates(person: Person) -> list[DossierRow]:
    found = Certificate.objects.filter(person=person).select_related("template").order_by("-id")
    return [DossierRow(_cells(certificate)) for certificate in found]


def _cells(certificate: Certificate) -> list[str]:
    return [
        certificate.number,
        certificate.template.title,
        str(certificate.issued_on),
        str(certificate.expires_on or ""),
        str(Certificate.State(certificate.shown_state).label),
    ]


def _kept(person: Person) -> list[Certificate]:
    return [certificate for certificate in Certificate.objects.filter(person=person) if not _is_over(certificate)]


def _is_over(certificate: Certificate) -> bool:
    """Whether its keeping time is over; what is still valid is kept in any case."""
    until = kept_until(certificate.issued_on, settings.KEEP_CERTIFICATES_YEARS)
    return until < timezone.localdate() and certificate.shown_state != Certificate.State.VALID


def _keeps(person: Person) -> str:
    kept = _kept(person)
    if not kept:
        return ""
    until = max(kept_until(certificate.issued_on, settings.KEEP_CERTIFICATES_YEARS) for certificate in kept)
    words = _(
        "%(count)d certificates with the name that is printed on them, so that they can be verified; %(day)s"
    )
    return words % {"count": len(kept), "day": until}


def _blank_old(person: Person) -> None:
    """Take the person out of certificates whose keeping time is over; number and state stay in the register."""
    for certificate in Certificate.objects.filter(person=person):
        if _is_over(certificate):
            _blank(certificate)


def _blank(certificate: Certificate) -> None:
    certificate.snapshot = certificate.snapshot | NOBODY
    certificate.save(update_fields=["snapshot"])
    pdfs = rewritable(CertificateFile).filter(certificate=certificate)
    for file in [pdf.file for pdf in pdfs]:
        transaction.on_commit(partial(file.storage.delete, file.name))
    pdfs.delete()


def register_sections() -> None:
    """To be called once, in AppConfig.ready()."""
    title = pgettext_lazy("dossier", "Certificates")
    register_section(DossierSection("certificates", title, COLUMNS, _certificates, keeps=_keeps, blank=_blank_old))
