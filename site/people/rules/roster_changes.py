"""What a row of a roster would change. Pure: no database, no files."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.rules.roster_reading import Line, RowRefused


@dataclass(frozen=True)
class UnitRef:
    """A unit that rows may name."""

    pk: int
    name: str
    code: str
    county_code: str


@dataclass(frozen=True)
class Known:
    """A person as stored."""

    pk: int
    name: str
    phone: str
    post: str
    is_active: bool
    unit: UnitRef


class UnitFinder:
    """Finds a unit by its official code or its name, among those that this import may name."""

    def __init__(self, units: Iterable[UnitRef]) -> None:
        self._found: dict[str, list[UnitRef]] = {}
        for unit in units:
            for key in {unit.code, unit.name} - {""}:
                self._found.setdefault(key, []).append(unit)

    def find(self, text: str) -> UnitRef:
        """The one unit that is called so.

        Raises RowRefused when there is none here (a neighbour's unit is none), or several.
        """
        found = self._found.get(text, [])
        if len(found) > 1:
            reason = _("%(count)s units are called so. Write the official code instead") % {"count": len(found)}
            raise RowRefused("unit", reason)
        if not found:
            raise RowRefused("unit", _("There is no such unit among yours. Look at its name, or write its code"))
        if not found[0].county_code:
            raise RowRefused("unit", _("This unit lies in no county; people belong to a unit of a county"))
        return found[0]


def compare(line: Line, unit: UnitRef, known: Known | None) -> tuple[str, dict[str, list[str]]]:
    """What the row would do: ("new" | "changed" | "moved" | "unchanged", {field: [before, after]})."""
    if known is None:
        return "new", {}
    changes: dict[str, list[str]] = {}
    if known.unit.pk != unit.pk:
        changes["unit"] = [known.unit.name, unit.name]
    if not known.is_active:
        changes["state"] = ["left", "active"]
    for name in ("name", "phone", "post"):
        before, after = getattr(known, name), getattr(line, name)
        if after and after != before:
            changes[name] = [before, after]
    if "unit" in changes:
        return "moved", changes
    return ("changed" if changes else "unchanged"), changes
