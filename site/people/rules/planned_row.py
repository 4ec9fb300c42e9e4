"""What a dry run finds out about one row. Pure: no database, no files."""

from dataclasses import dataclass, field
from typing import Any

from people.rules.roster_changes import UnitRef
from people.rules.roster_reading import Line


@dataclass(frozen=True)
class Planned:
    """What one row would do. A refused row has no `unit`; only a row of the file that is not refused has a `line`.

    `is_elsewhere` marks a row that was refused because it is about somebody else's unit or person.
    """

    number: int
    kind: str
    name: str
    line: Line | None = field(default=None, repr=False)
    unit: UnitRef | None = None
    person_id: int | None = None
    changes: dict[str, list[str]] = field(default_factory=dict)
    cell: str = ""
    reason: str = ""
    unit_before: int | None = None
    is_elsewhere: bool = False

    @property
    def unit_id(self) -> Any:
        """The unit's key; None when the row is refused."""
        return self.unit.pk if self.unit else None

    @property
    def county_code(self) -> str:
        """The code of the county in which the unit lies; "" when the row is refused."""
        return self.unit.county_code if self.unit else ""
