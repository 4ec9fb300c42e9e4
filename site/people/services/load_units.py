"""Administrative areas from a file of official codes into the tree of units."""

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError
from people.models import Unit
from people.services.record_audit import record_audit

# Leading digits of the parents that a code may have, nearest first: a village lies in a town, that in a county,
# that in a city, that in a province.
_PARENTS = {12: (9, 6), 9: (6,), 6: (4, 2)}
# Official codes of every area that bundled plugins speak of.
AREAS_FILE = Path(__file__).resolve().parents[1] / "data" / "areas.toml"
_AREA_KINDS = ("province", "city", "county", "street", "town", "community", "village")


class UnitsRefused(GridschoolError):
    """The file of units has a mistake; nothing was loaded."""


@dataclass(frozen=True)
class UnitRow:
    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class LoadedUnits:
    """How many units the file made, changed, and found as they should be."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def load_units(*, path: Path, actor: Any = None) -> LoadedUnits:
    """Load a TOML file (`units = [{code, name, kind}]`) or a CSV file (columns code,name,kind). Twice is once.

    Units of other codes are left alone. Side effects: one audit event when something was written.
    Raises UnitsRefused, which names the row; nothing is written then.
    """
    rows = sorted(_read(path), key=lambda row: (len(row.code), _depth(row.code), row.code))
    known = {unit.code: unit for unit in Unit.objects.filter(code__in=[row.code for row in rows])}
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        counts[_load(row, known.get(row.code))] += 1
    loaded = LoadedUnits(**counts)
    if loaded.created or loaded.changed:
        record_audit(actor=actor, action="people.load_units", target=None, data={"file": path.name, **counts})
    return loaded


def _load(row: UnitRow, unit: Unit | None) -> str:
    if unit is None:
        parent = _parent_of(row.code)
        fields = {"code": row.code, "name": row.name, "kind": row.kind}
        if parent is not None:
            parent.add_child(**fields)
        elif row.kind == Unit.Kind.PROVINCE:
            Unit.add_root(**fields)
        else:
            message = _("%(code)s %(name)s: the unit above it is missing.") % {"code": row.code, "name": row.name}
            raise UnitsRefused(message, code="parent_missing")
        return "created"
    if (unit.name, unit.kind) == (row.name, row.kind):
        return "unchanged"
    unit.name, unit.kind = row.name, row.kind
    unit.save(update_fields=["name", "kind"])
    return "changed"


def _parent_of(code: str) -> Unit | None:
    """The nearest unit above this code. Directly governed cities have none between county and province."""
    above = [code[:length].ljust(6, "0") for length in _PARENTS[len(code)]]
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=set(above) - {code})}
    return next((found[parent] for parent in above if parent in found), None)


def _depth(code: str) -> int:
    """0 for a province, 1 for a city, 2 for a county and what lies below."""
    return 0 if code.endswith("0000") else 1 if len(code) == 6 and code.endswith("00") else 2


def _read(path: Path) -> list[UnitRow]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text).get("units", []) if path.suffix == ".toml" else csv.DictReader(io.StringIO(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = _("The file cannot be read: %(reason)s") % {"reason": error}
        raise UnitsRefused(message, code="unreadable") from error
    rows = [_row(number, entry) for number, entry in enumerate(raw, 1)]
    if len({row.code for row in rows}) != len(rows):
        raise UnitsRefused(_("A code stands in the file twice."), code="code_twice")
    return rows


def _row(number: int, entry: dict[str, str]) -> UnitRow:
    code, name, kind = (str(entry.get(key) or "").strip() for key in ("code", "name", "kind"))
    if not re.fullmatch(r"\d{6}(\d{3}){0,2}", code) or not name or kind not in _AREA_KINDS:
        message = _("Row %(number)d: a unit needs a code of 6, 9 or 12 digits, a name and a kind (%(kinds)s).") % {
            "number": number,
            "kinds": ", ".join(_AREA_KINDS),
        }
        raise UnitsRefused(message, code="bad_row")
    return UnitRow(code, name, kind)
