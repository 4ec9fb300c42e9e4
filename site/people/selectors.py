"""What the officers' screens read. Always within the units in which the user is an officer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from people.models import Person, RoleAssignment, RosterImport, RosterRow, Unit
from people.people_search import OFFICER, PeopleSearch, people_found
from people.rules.field_words import FIELD_WORDS
from people.scope import units_of, visible


@dataclass
class UnitLine:
    """A unit in the tree, with figures of itself and of everything below; `level` counts from 0.

    `own` people stand directly in it; `total`, `can_login` and `staff` count those below too.
    """

    unit: Unit
    level: int
    own: int
    total: int
    can_login: int
    staff: int
    children: list["UnitLine"] = field(default_factory=list)

    @property
    def indented_name(self) -> str:
        """For options of a select, which know no other indentation."""
        return "\u3000" * self.level + self.unit.name

    def take(self, below: "UnitLine") -> None:
        """Count what stands below."""
        self.total += below.total
        self.can_login += below.can_login
        self.staff += below.staff


def unit_tree(user: Any) -> list[UnitLine]:
    """The user's units in tree order with their figures; a constant number of queries however many there are."""
    units = list(units_of(user, OFFICER).order_by("path"))
    figures = _figures_by_unit(units)
    lines: dict[str, UnitLine] = {}
    for unit in units:
        above = lines.get(unit.path[: -Unit.steplen])
        own, can_login, staff = figures.get(unit.pk, (0, 0, 0))
        line = UnitLine(unit, above.level + 1 if above else 0, own, own, can_login, staff)
        lines[unit.path] = line
        if above:
            above.children.append(line)
    for line in reversed(lines.values()):
        above = lines.get(line.unit.path[: -Unit.steplen])
        if above:
            above.take(line)
    return list(lines.values())


def _figures_by_unit(units: list[Unit]) -> dict[int, tuple[int, int, int]]:
    """By unit key: people in post, those of them with a login, logins that hold a role there. Two queries."""
    in_post = Person.objects.filter(state=Person.State.ACTIVE).order_by()
    people = in_post.values_list("unit").annotate(Count("pk"), Count("user"))
    staff = dict(RoleAssignment.objects.order_by().values_list("unit").annotate(Count("user", distinct=True)))
    own = {unit: (number, logins) for unit, number, logins in people}
    return {unit.pk: (*own.get(unit.pk, (0, 0)), staff.get(unit.pk, 0)) for unit in units}


def posts_of(user: Any) -> list[str]:
    """The posts that occur among the user's people, for suggestions."""
    posts = visible(Person, user, OFFICER).exclude(post="").order_by("post").values_list("post", flat=True)
    return list(posts.distinct()[:200])


def root_units(user: Any) -> list[Unit]:
    """The topmost of the user's units; for the platform's administrator the counties."""
    if user.is_superuser:
        return list(Unit.objects.filter(kind=Unit.Kind.COUNTY).order_by("path"))
    units = units_of(user, OFFICER).filter(role_assignments__user=user, role_assignments__role="officer")
    return list(units.distinct().order_by("path"))


def importable_units(user: Any) -> QuerySet[Unit]:
    """The units whose people the user may enter: the topmost ones and all below them."""
    condition = Q(pk__in=[])
    for unit in root_units(user):
        condition |= Q(path__startswith=unit.path)
    return Unit.objects.filter(condition)


def people_without_login(
    user: Any, *, unit: Unit | None = None, roster: RosterImport | None = None
) -> QuerySet[Person]:
    """People in post who cannot sign in yet, of a unit or new by an import, ordered by unit for handing out."""
    people = people_found(user, PeopleSearch(unit=unit)).filter(user=None)
    if roster is not None:
        people = people.filter(roster_rows__roster=roster, roster_rows__kind=RosterRow.Kind.NEW)
    return people


def unit_trail(unit: Unit) -> str:
    """Where a unit stands, from the county down; one query."""
    nodes = [*unit.get_ancestors(), unit]
    top = next((place for place, node in enumerate(nodes) if node.kind == Unit.Kind.COUNTY), len(nodes) - 1)
    return " › ".join(node.name for node in nodes[top:])


def shown_changes(row: RosterRow) -> Iterator[tuple[str, str, str]]:
    """Each change of a row as (field's name for people, before, after)."""
    for name, pair in row.changes.items():
        before, after = (Person.State(value).label for value in pair) if name == "state" else pair
        yield str(FIELD_WORDS[name]), str(before), str(after)
