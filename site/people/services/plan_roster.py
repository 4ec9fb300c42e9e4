"""A roster is compared first: nothing but the import and its row results is written."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import decrypt_bytes, encrypt_bytes
from people.models import Person, RosterImport, RosterRow, Unit, User
from people.rules.roster_changes import Known, UnitFinder, UnitRef, compare
from people.rules.roster_header import RosterRefused
from people.rules.roster_reading import Fault, Line, RowRefused, read_lines
from people.scope import holds_role
from people.services.discard_roster import forget_old_rosters
from people.services.read_roster import Sheet, read_roster

PURPOSE = "people.roster"
# Rows that are looked up and written together; SQLite and PostgreSQL both limit what one statement may carry.
CHUNK_ROWS = 500
DOUBLE_CLICK_SECONDS = 60


@dataclass(frozen=True)
class Planned:
    """What one row would do. `line` and `unit` are there unless the row is refused."""

    number: int
    kind: str
    name: str
    line: Line | None = field(default=None, repr=False)
    unit: UnitRef | None = None
    person_id: int | None = None
    changes: dict[str, list[str]] = field(default_factory=dict)
    cell: str = ""
    reason: str = ""

    @property
    def unit_id(self) -> Any:
        """The unit's key; None when the row is refused."""
        return self.unit.pk if self.unit else None

    @property
    def county_code(self) -> str:
        """The code of the county in which the unit lies; "" when the row is refused."""
        return self.unit.county_code if self.unit else ""


def receive_roster(*, actor: Any, unit: Unit, name: str, data: bytes) -> RosterImport:
    """Take an uploaded roster and compare it with what is known, for the officer to look at.

    A file that cannot be used leaves an import that says why. The same file sent twice within a minute is one
    import. Side effects: one RosterImport with its rows, and the encrypted file.
    """
    forget_old_rosters(now=timezone.now())
    roster = RosterImport(
        unit=unit, uploaded_by=actor, original_name=name[-200:], sha256=hashlib.sha256(data).hexdigest()
    )
    try:
        sheet = read_roster(data)
        planned = plan_sheet(sheet, actor=actor, unit=unit)
    except RosterRefused as refused:
        roster.state, roster.reason = RosterImport.State.REFUSED, str(refused)
        roster.save()
        return roster
    roster.notes = sheet.notes
    return _store(roster, planned, data)


@transaction.atomic
def _store(roster: RosterImport, planned: list[Planned], data: bytes) -> RosterImport:
    User.objects.select_for_update().get(pk=roster.uploaded_by_id)
    earlier = _same_upload(roster)
    if earlier is not None:
        return earlier
    roster.state = RosterImport.State.PLANNED
    roster.counts = dict(Counter(row.kind for row in planned), total=len(planned))
    roster.file.save("roster", ContentFile(encrypt_bytes(data, purpose=PURPOSE)), save=False)
    roster.save()
    RosterRow.objects.bulk_create([_row(roster, row) for row in planned], batch_size=CHUNK_ROWS)
    return roster


def _same_upload(roster: RosterImport) -> RosterImport | None:
    return RosterImport.objects.filter(
        uploaded_by=roster.uploaded_by,
        unit=roster.unit,
        sha256=roster.sha256,
        state=RosterImport.State.PLANNED,
        job=None,
        created_at__gt=timezone.now() - timedelta(seconds=DOUBLE_CLICK_SECONDS),
    ).first()


def _row(roster: RosterImport, planned: Planned) -> RosterRow:
    return RosterRow(
        roster=roster,
        number=planned.number,
        kind=planned.kind,
        name=planned.name,
        unit_id=planned.unit_id,
        person_id=planned.person_id,
        changes=planned.changes,
        cell=planned.cell,
        reason=planned.reason,
    )


def sheet_of(roster: RosterImport) -> Sheet:
    """The roster's rows, read again from its encrypted file."""
    with roster.file.open("rb") as stored:
        return read_roster(decrypt_bytes(stored.read(), purpose=PURPOSE))


def plan_sheet(sheet: Sheet, *, actor: Any, unit: Unit) -> list[Planned]:
    """What every row of the sheet would do if the actor imported it into the unit now; in the sheet's order."""
    planned: list[Planned] = []
    lines: list[Line] = []
    for found in read_lines(sheet.rows, sheet.header, allow_demo=settings.ALLOW_DEMO_IDENTITIES):
        if isinstance(found, Fault):
            planned.append(Planned(found.number, "refused", found.name, cell=found.cell, reason=found.reason))
        else:
            lines.append(found)
    finder = unit_finder(unit)
    for chunk in chunks(lines):
        planned += plan_lines(chunk, sheet=sheet, actor=actor, finder=finder)
    return sorted(planned, key=lambda row: row.number)


def chunks(items: list[Any]) -> Iterator[list[Any]]:
    """The items in portions that one statement can carry."""
    return (items[start : start + CHUNK_ROWS] for start in range(0, len(items), CHUNK_ROWS))


def unit_finder(unit: Unit) -> UnitFinder:
    """Finds the units at and below this one; one query."""
    counties = {county.path: county.code or "" for county in _counties_around(unit)}
    return UnitFinder(_ref(row, counties) for row in Unit.objects.filter(path__startswith=unit.path))


def _counties_around(unit: Unit) -> Iterable[Unit]:
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    counties = Unit.objects.filter(kind=Unit.Kind.COUNTY)
    return [*counties.filter(path__in=above), *counties.filter(path__startswith=unit.path)]


def _ref(unit: Unit, counties: dict[str, str]) -> UnitRef:
    above = (unit.path[:end] for end in range(len(unit.path), 0, -Unit.steplen))
    county = next((counties[path] for path in above if path in counties), "")
    return UnitRef(unit.pk, unit.name, unit.code or "", county[:6])


def plan_lines(
    lines: list[Line], *, sheet: Sheet, actor: Any, finder: UnitFinder, lock: bool = False
) -> list[Planned]:
    """What these rows would do, in a few queries; with `lock` the people found are locked for the transaction."""
    hashes = {Person.hash_of(line.identity.number): line for line in lines}
    people = Person.objects.filter(id_hash__in=hashes)
    if lock:  # by a query without a join, so that what is read next is what was locked
        list(people.select_for_update().order_by("pk").values_list("pk"))
    known = {hashes[person.id_hash].number: person for person in people.select_related("unit")}
    return [_plan_line(line, known.get(line.number), sheet, actor, finder) for line in lines]


def _plan_line(line: Line, person: Person | None, sheet: Sheet, actor: Any, finder: UnitFinder) -> Planned:
    try:
        unit = finder.find(line.unit)
        _refuse_neighbour(person, actor)
    except RowRefused as refused:
        cell = sheet.header.cell(line.number, refused.at)
        return Planned(line.number, "refused", line.name, cell=cell, reason=refused.reason)
    kind, changes = compare(line, unit, _known(person) if person else None)
    return Planned(line.number, kind, line.name, line, unit, person.pk if person else None, changes)


def _refuse_neighbour(person: Person | None, actor: Any) -> None:
    """Somebody else's person is neither shown nor taken over; where they are registered is not said."""
    if person is not None and not holds_role(actor, person.unit, ("officer",)):
        reason = _("This person is registered outside your units. Ask the platform's administrator to move them")
        raise RowRefused("identity", reason)


def _known(person: Person) -> Known:
    unit = UnitRef(person.unit_id, person.unit.name, "", "")
    is_active = person.state == Person.State.ACTIVE
    return Known(person.pk, person.name, person.phone, person.post, is_active, unit)
