"""Who left, according to a file that lists everybody of a unit."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from people.models import Person, Unit, User
from people.rules.identity import IdentityRefused, parse_identity
from people.rules.planned_row import Planned
from people.rules.roster_changes import UnitRef
from people.services.read_roster import Sheet


def plan_leavers(sheet: Sheet, planned: list[Planned], *, unit: Unit, actor: Any) -> list[Planned]:
    """A row for everybody in post in the unit or below whom the file does not name; numbered after its last row.

    Somebody whose row was refused is in the file all the same, by the identity number or, where that cannot be
    read, by the name. Whoever holds a role is not marked by a file: that ends roles, so it is done by hand.
    """
    named = {Person.hash_of(number) for number in _numbers(sheet, planned)}
    names = {row.name for row in planned if row.kind == "refused"}
    in_post = people_in_post(unit)
    missing = [
        person
        for person in in_post.select_related("unit").order_by("unit__path", "worker_no").iterator()
        if person.id_hash not in named and person.name not in names
    ]
    staff = staff_among(in_post)
    first = max((row.number for row in sheet.rows), default=0) + 1
    return [_left(number, person, staff) for number, person in enumerate(missing, start=first)]


def people_in_post(unit: Unit) -> QuerySet[Person]:
    """Everybody in post in the unit or below."""
    return Person.objects.filter(unit__path__startswith=unit.path, state=Person.State.ACTIVE)


def staff_among(people: Any) -> set[int]:
    """Keys of those among the people who hold a role or run the platform. One query."""
    holders = User.objects.filter(Q(is_superuser=True) | Q(roles__isnull=False), person__in=people)
    return set(holders.values_list("person_id", flat=True))


def _numbers(sheet: Sheet, planned: list[Planned]) -> Iterator[str]:
    """Every identity number that can be read, whatever else is wrong with its row."""
    rows = {row.number: row for row in sheet.rows}
    for row in planned:
        if row.line is not None:
            yield row.line.identity.number
            continue
        with suppress(IdentityRefused):
            text = sheet.header.text(rows[row.number], "identity")
            yield parse_identity(text, allow_demo=settings.ALLOW_DEMO_IDENTITIES).number


def _left(number: int, person: Person, staff: set[int]) -> Planned:
    if person.pk in staff:
        reason = _("Is not in the file, but holds a role. If they left, say so on their own page")
        return Planned(number, "refused", person.name, person_id=person.pk, reason=reason)
    unit = UnitRef(person.unit_id, person.unit.name, "", "")
    changes = {"state": [Person.State.ACTIVE.value, Person.State.LEFT.value]}
    return Planned(number, "left", person.name, None, unit, person.pk, changes, unit_before=person.unit_id)
