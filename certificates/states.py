"""The one door of a certificate's state: valid -> revoked | replaced | expired. Nothing comes back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, CertificateEvent, IssueBatch
from foundation.api import GridschoolError

State = Certificate.State


class StateRefused(GridschoolError):
    """The certificate is no longer in a state from which this is possible."""

    status = 409


@transaction.atomic
def end_certificate(
    *, certificate: Certificate, to: str, actor: Any, reason_class: str = "", reason: str = ""
) -> CertificateEvent:
    """Move a valid certificate to its end state and write the event, in one transaction.

    Raises StateRefused (not_valid) when it has ended already.
    """
    moved = Certificate.objects.filter(pk=certificate.pk, state=State.VALID).update(state=to)
    if not moved:
        raise StateRefused(
            _("This certificate is not valid any more. Load the page again to see what happened."),
            code="not_valid",
        )
    certificate.state = to
    return CertificateEvent.objects.create(
        certificate=certificate, kind=to, actor=actor, reason_class=reason_class, reason=reason
    )


def finish_batch(*, batch: IssueBatch) -> None:
    """A batch whose print file stands is done. Twice is once."""
    IssueBatch.objects.filter(pk=batch.pk).update(state=IssueBatch.State.DONE)
    batch.state = IssueBatch.State.DONE
