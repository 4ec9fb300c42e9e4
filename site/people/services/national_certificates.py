"""National certificates are written down, and taken out again, by an officer who has seen them."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import NationalCertificate, Person
from people.scope import holds_role
from people.services.record_audit import record_audit


class NationalRefused(GridschoolError):
    """The certificate cannot be written down, or not by this officer."""

    status = 409


@transaction.atomic
def add_national(
    *, actor: Any, person: Person, level: str, source: str, mgmt_no: str, approval_date: date
) -> NationalCertificate:
    """Write a certificate down. Side effects: one audit event, without the number.

    Raises NationalRefused: not_yours, erased, future, level_twice.
    """
    _refuse(actor, person)
    if approval_date > timezone.localdate():
        raise NationalRefused(
            _("The day of approval is still to come. Look at the certificate again."), code="future"
        )
    try:
        with transaction.atomic():
            certificate = NationalCertificate.objects.create(
                person=person,
                level=level,
                source=source,
                mgmt_no=mgmt_no,
                approval_date=approval_date,
                entered_by=actor if getattr(actor, "pk", None) else None,
            )
    except IntegrityError as error:
        message = _("A certificate of this level stands here already. Take it out first if it is wrong.")
        raise NationalRefused(message, code="level_twice") from error
    _note(actor, "people.add_national", certificate, "")
    return certificate


@transaction.atomic
def remove_national(*, actor: Any, certificate: NationalCertificate, reason: str) -> None:
    """Take a certificate out that was written down wrongly. Side effects: one audit event with the reason.

    Raises NationalRefused: not_yours, erased, reason_missing.
    """
    _refuse(actor, certificate.person)
    if not reason.strip():
        raise NationalRefused(
            _("Write the reason; it stands in the audit log."), code="reason_missing", status=422
        )
    _note(actor, "people.remove_national", certificate, reason)
    certificate.delete()


def _refuse(actor: Any, person: Person) -> None:
    if not holds_role(actor, person.unit, ("officer",)):
        raise NationalRefused(_("This person does not stand in your units."), code="not_yours")
    if person.is_erased:
        raise NationalRefused(_("This person's data was erased."), code="erased")


def _note(actor: Any, action: str, certificate: NationalCertificate, reason: str) -> None:
    person = certificate.person
    data = {"level": certificate.level, "source": certificate.source, "day": certificate.approval_date}
    record_audit(actor=actor, action=action, target=person, unit=person.unit, data=data, reason=reason)
