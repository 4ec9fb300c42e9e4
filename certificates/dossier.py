"""What the register holds about a person. What was issued stays as printed until its keeping time is over."""

from datetime import date
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from certificates.models import Certificate, CertificateEvent, CertificateFile, IssueBatch
from foundation.api import rewritable
from people.api import DossierRow, DossierSection, Hide, Person, kept_until, register_section

COLUMNS = (
    pgettext_lazy("dossier", "Number"),
    pgettext_lazy("dossier", "Certificate"),
    pgettext_lazy("dossier", "Issued on"),
    pgettext_lazy("dossier", "Valid until"),
    pgettext_lazy("dossier", "State"),
)
# What stands in place of the printed facts that say who somebody is.
NOBODY = {
    "name": Person.ERASED_NAME,
    "masked_name": Person.ERASED_NAME,
    "masked_identity": "",
    "sex": "",
    "is_erased": True,
}


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


def _last_day(certificate: Certificate) -> date:
    """Until when its holder's name is kept: so many years, and longer where its own term is longer.

    What is good for ever is no exception: else nobody who holds one could ever be erased.
    """
    until = kept_until(certificate.issued_on, settings.KEEP_CERTIFICATES_YEARS)
    return max(until, certificate.expires_on or until)


def _is_over(certificate: Certificate) -> bool:
    """Whether its keeping time is over."""
    return _last_day(certificate) < timezone.localdate()


def _keeps(person: Person) -> str:
    kept = _kept(person)
    if not kept:
        return ""
    until = max(map(_last_day, kept))
    words = _(
        "%(count)d certificates with the name that is printed on them, so that they can be verified; %(day)s"
    )
    return words % {"count": len(kept), "day": until}


def _blank_person(person: Person, hide: Hide) -> None:
    """Take the person out of what was written about certificates, and out of those whose keeping time is over."""
    events = rewritable(CertificateEvent).filter(certificate__person=person).exclude(reason="")
    for event in events:
        events.filter(pk=event.pk).update(reason=hide(event.reason))
    for certificate in Certificate.objects.filter(person=person):
        if _is_over(certificate):
            _blank(certificate)


def _forget(today: date) -> int:
    """Take the name out of certificates that were kept at their holder's erasure and need be no longer."""
    kept = Certificate.objects.filter(person__state=Person.State.ERASED, issued_on__lt=today)
    over = [found for found in kept.exclude(snapshot__name=Person.ERASED_NAME) if _last_day(found) < today]
    for certificate in over:
        _blank(certificate)
    return len(over)


def _blank(certificate: Certificate) -> None:
    """Number, course and state stay in the register; whoever stood in it, and every file that shows them, goes."""
    certificate.snapshot = certificate.snapshot | NOBODY
    certificate.save(update_fields=["snapshot"])
    pdfs = rewritable(CertificateFile).filter(certificate=certificate)
    batches = list(IssueBatch.objects.filter(items__certificate=certificate).exclude(print_file=""))
    for file in [*(pdf.file for pdf in pdfs), *(batch.print_file for batch in batches)]:
        transaction.on_commit(partial(file.storage.delete, file.name))
    pdfs.delete()
    IssueBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(print_file="")


def register_sections() -> None:
    """To be called once, in AppConfig.ready()."""
    title = pgettext_lazy("dossier", "Certificates")
    register_section(
        DossierSection(
            "certificates", title, COLUMNS, _certificates, keeps=_keeps, blank=_blank_person, forget=_forget
        )
    )
