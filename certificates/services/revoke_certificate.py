from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, CertificateEvent
from certificates.states import end_certificate
from foundation.api import GridschoolError
from people.api import record_audit


class ReasonMissing(GridschoolError):
    """A certificate is not taken back without a reason."""


def refuse_without_reason(reason_class: str, reason: str) -> None:
    """Raise ReasonMissing unless there are both a known class and words."""
    if reason_class not in CertificateEvent.ReasonClass.values or not reason.strip():
        raise ReasonMissing(_("Choose a reason and write a few words about it."), code="reason_missing")


@transaction.atomic
def revoke_certificate(
    *, actor: Any, certificate: Certificate, reason_class: str, reason: str
) -> CertificateEvent:
    """Revoke a valid certificate. It stays in the register and at its verify address; its number is not reused.

    The class of the reason is public, its words are not. Side effects: one event, one audit event.
    Raises ReasonMissing, StateRefused.
    """
    refuse_without_reason(reason_class, reason)
    event = end_certificate(
        certificate=certificate,
        to=Certificate.State.REVOKED,
        actor=actor,
        reason_class=reason_class,
        reason=reason.strip(),
    )
    unit = certificate.enrolment.run.unit
    data = {"number": certificate.number, "reason_class": reason_class}
    record_audit(
        actor=actor,
        action="certificates.revoke",
        target=certificate,
        unit=unit,
        data=data,
        reason=reason,
    )
    return event
