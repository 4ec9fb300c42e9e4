"""A roster is compared first: nothing but the import and its row results is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError, decrypt_bytes, encrypt_bytes
from people.models import Person, RosterImport, RosterRow, Unit, User
from people.rules.planned_row import Planned
from people.rules.roster_changes import Known, NotAmongYours, UnitFinder, UnitRef, compare
from people.rules.roster_header import RosterRefused
from people.rules.roster_reading import Fault, Line, RowRefused, read_lines
from people.scope import holds_role
from people.selectors.units import unit_refs
from people.services.discard_roster import forget_old_rosters
from people.services.plan_leavers import people_in_post, plan_leavers
from people.services.read_roster import Sheet, read_roster
from people.services.shared_phones import notes_on_phones

PURPOSE = "people.roster"
# Rows that are looked up and written together; SQLite and PostgreSQL both limit what one statement may carry.
CHUNK_ROWS = 500
DOUBLE_CLICK_SECONDS = 60


class UploadRefused(GridschoolError):
    """The file as a whole cannot be used; `roster` is the import that says so in the history."""

    def __init__(self, refused: GridschoolError, roster: RosterImport) -> None:
        super().__init__(refused.message, code=refused.code, status=refused.status)
        self.roster = roster


def receive_roster(*, actor: Any, unit: Unit, name: str, data: bytes, is_complete: bool = False) -> RosterImport:
    """Take an uploaded roster and compare it with what is known, for the officer to look at.

    With `is_complete` the file lists everybody of the unit and those below, so whoever is missing has left. The
    same file sent twice within a minute is one import. Side effects: one RosterImport with its rows, and the
    encrypted file. Raises UploadRefused, and leaves an import without rows and file that says why.
    """
    forget_old_rosters(now=timezone.now())
    roster = RosterImport(
        unit=unit,
        uploaded_by=actor,
        original_name=name[-200:],
        sha256=hashlib.sha256(data).hexdigest(),
        is_complete=is_complete,
    )
    try:
        sheet = read_roster(data)
        if is_complete:
            sheet.require_whole()
        planned = plan_sheet(sheet, actor=actor, unit=unit)
    except RosterRefused as refused:
        roster.state, roster.reason = RosterImport.State.REFUSED, str(refused)
        roster.save()
        raise UploadRefused(refused, roster) from refused
    roster.notes = [*sheet.notes, *notes_on_phones(planned, actor=actor)]
    roster.reason = _remark(planned)
    if is_complete:
        planned += plan_leavers(sheet, planned, unit=unit, actor=actor)
    return _store(roster, planned, data)


def _remark(planned: list[Planned]) -> str:
    """What is to be said of the roster as a whole."""
    if any(row.kind != "refused" for row in planned):
        return ""
    if sum(row.is_elsewhere for row in planned) * 2 > len(planned):
        return _(
            "This looks like the roster of another county: no row names a unit or a person of yours. "
            "Choose your own file and upload again."
        )
    return _("Every row was refused, so there is nothing to import. Correct what the list shows and upload again.")


@transaction.atomic
def _store(roster: RosterImport, planned: list[Planned], data: bytes) -> RosterImport:
    User.objects.select_for_update().get(pk=roster.uploaded_by_id)
    earlier = _same_upload(roster)
    if earlier is not None:
        return earlier
    roster.state = RosterImport.State.PLANNED
    roster.counts = dict(Counter(row.kind for row in planned), total=len(planned))
    if roster.is_complete:
        roster.counts["in_post"] = people_in_post(roster.unit).count()
    roster.file.save("roster", ContentFile(encrypt_bytes(data, purpose=PURPOSE)), save=False)
    roster.save()
    RosterRow.objects.bulk_create([_row(roster, row) for row in planned], batch_size=CHUNK_ROWS)
    return roster


def _same_upload(roster: RosterImport) -> RosterImport | None:
    return RosterImport.objects.filter(
        uploaded_by=roster.uploaded_by,
        unit=roster.unit,
        sha256=roster.sha256,
        is_complete=roster.is_complete,
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
        unit_before_id=planned.unit_before,
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
    """Finds the units at and below this one."""
    return UnitFinder(unit_refs(unit))


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
        unit = finder.find(line.unit, present=person.unit_id if person else None)
        _refuse_foreign(person, actor)
    except RowRefused as refused:
        cell = sheet.header.cell(line.number, refused.at)
        is_elsewhere = isinstance(refused, NotAmongYours)
        return Planned(
            line.number, "refused", line.name, cell=cell, reason=refused.reason, is_elsewhere=is_elsewhere
        )
    kind, changes = compare(line, unit, _known(person) if person else None)
    if person is None:
        return Planned(line.number, kind, line.name, line, unit, changes=changes)
    return Planned(line.number, kind, line.name, line, unit, person.pk, changes, unit_before=person.unit_id)


def _refuse_foreign(person: Person | None, actor: Any) -> None:
    """Somebody else's person is neither shown nor taken over; where they are registered is not said.

    Nor does a roster wake the shell of a merged record.
    """
    if person is not None and not holds_role(actor, person.unit, ("officer",)):
        reason = _("This person is registered outside your units. Ask the platform's administrator to move them")
        raise NotAmongYours("identity", reason)
    if person is not None and person.merged_into_id:
        reason = _("This record was merged into another one. Use the identity number of the record that stayed")
        raise RowRefused("identity", reason)


def _known(person: Person) -> Known:
    unit = UnitRef(person.unit_id, person.unit.name, "", "")
    is_active = person.state == Person.State.ACTIVE
    return Known(person.pk, person.name, person.phone, person.post, is_active, unit)
