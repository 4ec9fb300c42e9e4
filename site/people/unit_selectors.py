"""Units with where they lie, for imports and exports."""

from people.models import Unit
from people.rules.roster_changes import UnitRef


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
