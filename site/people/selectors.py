"""What the officers' screens read. Always within the units in which the user is an officer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from people.models import AuditEvent, Person, RosterImport, RosterRow, Unit
from people.rules.contact import normalise_phone
from people.rules.identity import IdentityRefused, parse_identity
from people.scope import units_of, visible

OFFICER = ("officer",)


@dataclass
class UnitLine:
    """A unit in the tree: `own` people stand directly in it, `total` below it too; `level` counts from 0."""

    unit: Unit
    level: int
    own: int
    total: int

    @property
    def indented_name(self) -> str:
        """For options of a select, which know no other indentation."""
        return "\u3000" * self.level + self.unit.name


def unit_tree(user: Any) -> list[UnitLine]:
    """The user's units in tree order with the number of people in post; two queries however many there are."""
    in_post = Count("people", filter=Q(people__state=Person.State.ACTIVE))
    units = list(units_of(user, OFFICER).annotate(own=in_post).order_by("path"))
    lines: dict[str, UnitLine] = {}
    for unit in units:
        above = lines.get(unit.path[: -Unit.steplen])
        lines[unit.path] = UnitLine(unit, above.level + 1 if above else 0, unit.own, unit.own)
    for line in reversed(lines.values()):
        above = lines.get(line.unit.path[: -Unit.steplen])
        if above:
            above.total += line.total
    return list(lines.values())


def root_units(user: Any) -> list[Unit]:
    """The topmost of the user's units; for the platform's administrator the counties."""
    if user.is_superuser:
        return list(Unit.objects.filter(kind=Unit.Kind.COUNTY).order_by("path"))
    units = units_of(user, OFFICER).filter(role_assignments__user=user, role_assignments__role="officer")
    return list(units.distinct().order_by("path"))


def people_found(user: Any, *, words: str = "", unit: Unit | None = None) -> QuerySet[Person]:
    """The user's people: in or below a unit, and called so, numbered so or with exactly that identity number."""
    people = visible(Person, user, OFFICER).select_related("unit", "user").order_by("unit__path", "worker_no")
    if unit is not None:
        people = people.filter(unit__path__startswith=unit.path)
    return people.filter(_called(words.strip())) if words.strip() else people


def _called(words: str) -> Q:
    try:
        identity = parse_identity(words, allow_demo=settings.ALLOW_DEMO_IDENTITIES)
    except IdentityRefused:
        phone = normalise_phone(words)
        named = Q(name__icontains=words) | Q(worker_no__istartswith=words)
        return named | Q(phone=phone) if phone else named
    return Q(id_hash=Person.hash_of(identity.number))


def people_without_login(
    user: Any, *, unit: Unit | None = None, roster: RosterImport | None = None
) -> QuerySet[Person]:
    """People in post who cannot sign in yet, of a unit or new by an import, ordered by unit for handing out."""
    people = people_found(user, unit=unit).filter(state=Person.State.ACTIVE, user=None)
    if roster is not None:
        people = people.filter(roster_rows__roster=roster, roster_rows__kind=RosterRow.Kind.NEW)
    return people


def unit_trail(unit: Unit) -> str:
    """Where a unit stands, from the county down."""
    above = unit.get_ancestors().filter(depth__gte=(unit.county or unit).depth)
    return " › ".join(node.name for node in [*above, unit])


def events_of(person: Person) -> QuerySet[AuditEvent]:
    """What was done to a person, the latest first."""
    target = {"target_type": "people.person", "target_id": str(person.uid)}
    return AuditEvent.objects.filter(**target).select_related("actor__person")


def shown_changes(row: RosterRow) -> Iterator[tuple[str, str, str]]:
    """Each change of a row as (field's name for people, before, after)."""
    for name, pair in row.changes.items():
        label = Person._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        before, after = (Person.State(value).label for value in pair) if name == "state" else pair
        yield str(label), str(before), str(after)
