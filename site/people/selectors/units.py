"""Units: as a tree with figures, as choices of an officer, and with where they lie for imports and exports."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from people.models import Person, RoleAssignment, Unit
from people.rules.roster_changes import UnitRef
from people.scope import OFFICERS, units_of


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
    units = list(units_of(user, OFFICERS).order_by("path"))
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


def own_units(user: Any) -> QuerySet[Unit]:
    """The units at which the user may give roles, in the order of the tree."""
    return units_of(user, OFFICERS).order_by("path")


def root_units(user: Any) -> list[Unit]:
    """The topmost of the user's units; for the platform's administrator the counties."""
    if user.is_superuser:
        return list(Unit.objects.filter(kind=Unit.Kind.COUNTY).order_by("path"))
    units = units_of(user, OFFICERS).filter(role_assignments__user=user, role_assignments__role="officer")
    return list(units.distinct().order_by("path"))


def importable_units(user: Any) -> QuerySet[Unit]:
    """The units whose people the user may enter: the topmost ones and all below them."""
    condition = Q(pk__in=[])
    for unit in root_units(user):
        condition |= Q(path__startswith=unit.path)
    return Unit.objects.filter(condition)


def unit_trail(unit: Unit) -> str:
    """Where a unit stands, from the county down; one query."""
    nodes = [*unit.get_ancestors(), unit]
    top = next((place for place, node in enumerate(nodes) if node.kind == Unit.Kind.COUNTY), len(nodes) - 1)
    return " › ".join(node.name for node in nodes[top:])


def unit_refs(unit: Unit) -> list[UnitRef]:
    """The units at and below this one, in tree order, each with its county and its place in it. Two queries."""
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    below = list(Unit.objects.filter(path__startswith=unit.path).order_by("path"))
    known = {row.path: row for row in [*Unit.objects.filter(path__in=above), *below]}
    return [_ref(row, known) for row in below]


def _ref(unit: Unit, known: dict[str, Unit]) -> UnitRef:
    paths = (unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen))
    line = [known[path] for path in paths]
    start = next((index for index, row in enumerate(line) if row.kind == Unit.Kind.COUNTY), None)
    county = (line[start].code or "")[:6] if start is not None else ""
    trail = tuple(row.name for row in line[start or 0 :])
    return UnitRef(unit.pk, unit.name, unit.code or "", county, trail)
