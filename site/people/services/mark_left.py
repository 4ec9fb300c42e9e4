"""One person leaves, or comes back: said by an officer on the person's page, with the reason."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import Person
from people.services.change_roles import take_role
from people.services.place_people import place_people
from people.services.record_audit import record_audit


class LeavingRefused(GridschoolError):
    """This officer cannot mark this person as left."""

    status = 409


@transaction.atomic
def mark_left(*, actor: Any, person: Person, reason: str) -> bool:
    """Mark a person as left, with their history ended today. Returns whether anything changed.

    Records and certificates stay, and the login too: whoever left may still look at their own. Their staff roles
    end, and their sessions with them. Side effects: one audit event, and one for each role.
    Raises LeavingRefused for the officer's own person, RoleRefused where a role is not the officer's to end.
    """
    person = _locked(person)
    if person.state != Person.State.ACTIVE:
        return False
    _end_roles(actor, person, reason)
    person.state = Person.State.LEFT
    place_people(people=[person], actor=actor)
    record_audit(actor=actor, action="people.left", target=person, unit=person.unit, reason=reason)
    return True


@transaction.atomic
def mark_back(*, actor: Any, person: Person, reason: str) -> bool:
    """Put a person who left back in post where they stood last. Returns whether anything changed.

    Roles that ended do not come back by themselves. Side effects: one audit event.
    Raises LeavingRefused for what is left of a merged record.
    """
    person = _locked(person)
    if person.state != Person.State.LEFT:
        return False
    if person.merged_into_id:
        message = _("This record was merged into another one. Look for the person there.")
        raise LeavingRefused(message, code="merged")
    person.state = Person.State.ACTIVE
    place_people(people=[person], actor=actor)
    record_audit(actor=actor, action="people.back", target=person, unit=person.unit, reason=reason)
    return True


def _locked(person: Person) -> Person:
    Person.objects.select_for_update().get(pk=person.pk)
    return Person.objects.select_related("unit", "user").get(pk=person.pk)


def _end_roles(actor: Any, person: Person, reason: str) -> None:
    user = getattr(person, "user", None)
    if user is None:
        return
    if user == actor:
        raise LeavingRefused(_("You cannot mark yourself as left. Ask a colleague."), code="oneself")
    if user.is_superuser:
        message = _("This person runs the platform. Ask the platform's administrators to end that first.")
        raise LeavingRefused(message, code="above_own_power")
    for role in user.roles.select_related("unit"):
        take_role(actor=actor, assignment=role, reason=reason)
