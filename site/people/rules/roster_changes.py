"""What a row of a roster would change. Pure: no database, no files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.rules.roster_reading import Line, RowRefused

TRAIL_MARK = "/"
_MARKS = re.compile(r"\s*[/／\\>›»→]+\s*|\s+")


class NotAmongYours(RowRefused):
    """The row is about a unit or a person that the officer has nothing to do with."""


@dataclass(frozen=True)
class UnitRef:
    """A unit that rows may name; `trail` are the names from its county down to itself."""

    pk: int
    name: str
    code: str
    county_code: str
    trail: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it lies within its county ("长安镇/永安村"), as exports write it and imports read it."""
        return TRAIL_MARK.join(self.trail[1:] or self.trail) or self.name


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
    """Finds a unit by its official code, its name, or its name below those above it, among those of an import."""

    def __init__(self, units: Iterable[UnitRef]) -> None:
        self._found: dict[str, list[UnitRef]] = {}
        for unit in units:
            for key in _keys(unit):
                self._found.setdefault(key, []).append(unit)

    def find(self, text: str, *, present: int | None = None) -> UnitRef:
        """The one unit that is called so.

        Two units with one name in one place have nothing to tell them apart; whoever stands in one of them
        (`present`) stays there. Raises NotAmongYours when there is none here (a neighbour's unit is none),
        RowRefused when there are several.
        """
        found = self._found.get(text) or self._found.get(_MARKS.sub(TRAIL_MARK, text), [])
        if len(found) > 1:
            found = [unit for unit in found if unit.pk == present and unit.place == text] or found
        if len(found) > 1:
            reason = _("%(count)s units have this name. Write the official code instead") % {"count": len(found)}
            raise RowRefused("unit", reason)
        if not found:
            raise NotAmongYours(
                "unit", _("There is no such unit among yours. Look at its name, or write its code")
            )
        if not found[0].county_code:
            raise RowRefused("unit", _("This unit lies in no county; people belong to a unit of a county"))
        return found[0]


def _keys(unit: UnitRef) -> set[str]:
    tails = [unit.trail[start:] for start in range(len(unit.trail))]
    names = {mark.join(tail) for tail in tails for mark in (TRAIL_MARK, "")}
    return (names | {unit.code, unit.name}) - {""}


def compare(line: Line, unit: UnitRef, known: Known | None) -> tuple[str, dict[str, list[str]]]:
    """What the row would do: ("new" | "changed" | "moved" | "unchanged", {field: [before, after]})."""
    changes = {}
    for name in ("name", "phone", "post"):
        before, after = getattr(known, name, ""), getattr(line, name)
        if after and after != before:
            changes[name] = [before, after]
    if known is None:
        changes.pop("name")
        return "new", changes
    if not known.is_active:
        changes["state"] = ["left", "active"]
    if known.unit.pk != unit.pk:
        return "moved", {"unit": [known.unit.name, unit.name], **changes}
    return ("changed" if changes else "unchanged"), changes
