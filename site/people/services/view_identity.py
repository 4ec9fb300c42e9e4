from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import Person
from people.services.record_audit import record_audit


class NothingToShow(GridschoolError):
    """The number was erased."""

    status = 409


@transaction.atomic
def view_identity(*, actor: Any, person: Person, reason: str) -> str:
    """The identity number in full, for somebody who said why. Side effect: one audit event; no event, no number.

    Source: domain reference 4.5 (staff see the mask; click-to-see is logged). Raises NothingToShow: erased.
    """
    if person.is_erased:
        raise NothingToShow(_("This person's data was erased."), code="erased")
    record_audit(actor=actor, action="people.view_identity", target=person, unit=person.unit, reason=reason)
    return person.identity.number
