"""A confirmed roster is carried out by a job, in short transactions, from wherever an earlier try left off."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError, Job, Report, enqueue_job, job_kind
from people.models import Person, RosterImport, RosterRow
from people.rules.planned_row import Planned
from people.rules.roster_changes import UnitFinder
from people.rules.roster_reading import Line, read_lines
from people.scope import holds_role
from people.services.discard_roster import delete_file
from people.services.place_people import enter_people, place_people
from people.services.plan_leavers import staff_among
from people.services.plan_roster import chunks, plan_lines, sheet_of, unit_finder
from people.services.read_roster import Sheet
from people.services.record_audit import record_audit
from people.services.worker_numbers import allocate_worker_numbers

# Another import may have written the same new person between our look and our insert; the second look sees them.
TRIES = 3


class ManyLeavers(GridschoolError):
    """More than a third would leave: most likely the file is not the complete list."""

    status = 409


class RosterClosed(GridschoolError):
    """The import is over or was given up; the form was stale."""

    status = 409


def has_many_leavers(roster: RosterImport) -> bool:
    """Whether more than a third of the unit's people would leave, so that the officer has to say it twice."""
    left: int = roster.counts.get("left", 0)
    return left * 3 > roster.counts.get("in_post", 0)


@transaction.atomic
def confirm_roster(*, actor: Any, roster: RosterImport, many_may_leave: bool = False) -> Job:
    """Start the job that applies a compared roster. Confirming twice starts one job.

    Raises RosterClosed when the roster was refused, given up or already applied, ManyLeavers when more than a
    third would leave and the officer has not agreed to that.
    """
    # No join here: PostgreSQL would join the freshly locked row with jobs as they were before the wait.
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if roster.job is not None and roster.job.state != Job.State.FAILED:
        return roster.job
    if roster.state != RosterImport.State.PLANNED:
        raise RosterClosed(_("This import is closed. Upload the file again."), code="roster_closed")
    if has_many_leavers(roster) and not many_may_leave:
        message = _(
            "%(left)s of %(in_post)s people would be marked as left. If the file really lists everybody, tick the "
            "box and import again. Nothing has been changed."
        )
        raise ManyLeavers(message % roster.counts, code="many_leavers")
    title = _("Import of %(name)s") % {"name": roster.original_name}
    params = {"roster": str(roster.uid), "back": reverse("people_import", args=[roster.uid])}
    roster.job = enqueue_job(kind="people.apply_roster", owner=actor, title=title[:200], params=params)
    roster.save(update_fields=["job"])
    return roster.job


@job_kind("people.apply_roster")
def apply_roster(job: Job, report: Report) -> dict[str, Any]:
    """Carry out what the dry run showed, row by row; rows already done are left alone.

    A row about which something changed since the dry run is refused, not guessed. Side effects: people, row
    results, one audit event at the end, and the file is deleted.
    """
    roster = RosterImport.objects.select_related("unit").get(uid=job.params["roster"])
    if roster.state == RosterImport.State.PLANNED:
        if not holds_role(job.owner, roster.unit, ("officer",)):
            raise GridschoolError(_("You are no longer an officer of this unit."), code="role_lost")
        _Application(roster, job.owner).run(report)
        _finish(roster, job)
    delete_file(roster)
    return {"next": reverse("people_import", args=[roster.uid])}


class _Application:
    """One run over the rows that are left."""

    def __init__(self, roster: RosterImport, actor: Any) -> None:
        self.roster = roster
        self.actor = actor

    def _read(self) -> None:
        self.sheet: Sheet = sheet_of(self.roster)
        self.finder: UnitFinder = unit_finder(self.roster.unit)
        found = read_lines(self.sheet.rows, self.sheet.header, allow_demo=settings.ALLOW_DEMO_IDENTITIES)
        self.lines = {line.number: line for line in found if isinstance(line, Line)}

    def run(self, report: Report) -> None:
        writing = self.roster.rows.filter(kind__in=RosterRow.WRITING)
        total = writing.count()
        left = list(writing.filter(is_done=False).values_list("number", flat=True))
        done = total - len(left)
        report(done, total)
        self._read()
        for numbers in chunks(left):
            self.apply_chunk(numbers)
            done += len(numbers)
            report(done, total)

    def apply_chunk(self, numbers: list[int]) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                return self._apply_chunk(numbers)
            except IntegrityError:
                if not tries_left:
                    raise
        return None

    @transaction.atomic
    def _apply_chunk(self, numbers: list[int]) -> None:
        waiting = self.roster.rows.select_for_update(of=("self",)).filter(number__in=numbers, is_done=False)
        rows = [row for row in waiting if row.kind in RosterRow.WRITING]
        leavers = [row for row in rows if row.kind == RosterRow.Kind.LEFT]
        listed = [row for row in rows if row.kind != RosterRow.Kind.LEFT]
        lines = [self.lines[row.number] for row in listed]
        plans = plan_lines(lines, sheet=self.sheet, actor=self.actor, finder=self.finder, lock=True)
        fits = [(row, plan) for row, plan in zip(listed, plans, strict=True) if _still_fits(row, plan)]
        self._create([(row, plan) for row, plan in fits if plan.kind == RosterRow.Kind.NEW])
        self._change([plan for row, plan in fits if plan.kind != RosterRow.Kind.NEW])
        done = {row.pk for row, plan in fits} | self._mark_left(leavers)
        _refuse_stale([row for row in rows if row.pk not in done])
        RosterRow.objects.filter(pk__in=done).update(is_done=True)

    def _create(self, fits: list[tuple[RosterRow, Planned]]) -> None:
        by_county: dict[str, list[tuple[RosterRow, Person]]] = defaultdict(list)
        for row, plan in fits:
            by_county[plan.county_code].append((row, _person(plan)))
        for county_code, pairs in sorted(by_county.items()):
            numbers = allocate_worker_numbers(county_code=county_code, count=len(pairs))
            for pair, number in zip(pairs, numbers, strict=True):
                pair[1].worker_no = number
            enter_people(people=[pair[1] for pair in pairs], actor=self.actor, roster=self.roster)
            for row, person in pairs:
                row.person = person
            RosterRow.objects.bulk_update([pair[0] for pair in pairs], ["person"])

    def _change(self, plans: list[Planned]) -> None:
        people = Person.objects.in_bulk([plan.person_id for plan in plans])
        placed, described = [], []
        for plan in plans:
            assert plan.person_id is not None
            person = people[plan.person_id]
            for name in {"name", "phone", "post"} & plan.changes.keys():
                setattr(person, name, plan.changes[name][1])
            person.unit_id = plan.unit_id
            person.state = Person.State.ACTIVE
            if plan.changes.keys() & {"unit", "post", "state"}:
                placed.append(person)
            if plan.changes.keys() & {"name", "phone"}:
                described.append(person)
        Person.objects.bulk_update(described, ["name", "phone"])
        place_people(people=placed, actor=self.actor, roster=self.roster)

    def _mark_left(self, rows: list[RosterRow]) -> set[int]:
        """Mark those who stand where the dry run saw them and hold no role; returns the keys of their rows."""
        found = Person.objects.filter(pk__in=[row.person_id for row in rows])
        people = found.select_for_update().order_by("pk").in_bulk() if rows else {}
        staff = staff_among(found) if rows else set()
        fits = [row for row in rows if _stands(people.get(row.person_id or 0), row) and row.person_id not in staff]
        leaving = [people[row.person_id] for row in fits if row.person_id is not None]
        for person in leaving:
            person.state = Person.State.LEFT
        place_people(people=leaving, actor=self.actor, roster=self.roster)
        return {row.pk for row in fits}


def _still_fits(row: RosterRow, plan: Planned) -> bool:
    return (row.kind, row.changes, row.unit_before_id) == (plan.kind, plan.changes, plan.unit_before)


def _stands(person: Person | None, row: RosterRow) -> bool:
    where = (person.unit_id, person.state) if person else None
    return where == (row.unit_before_id, Person.State.ACTIVE)


def _person(plan: Planned) -> Person:
    """A new person without a worker number."""
    assert plan.line is not None
    person = Person(name=plan.line.name, phone=plan.line.phone, post=plan.line.post, unit_id=plan.unit_id)
    person.set_identity(plan.line.identity.number)
    return person


def _refuse_stale(rows: list[RosterRow]) -> None:
    reason = _("Somebody changed this person or unit after the preview. Not imported; upload the row again")
    RosterRow.objects.filter(pk__in=[row.pk for row in rows]).update(kind=RosterRow.Kind.REFUSED, reason=reason)


@transaction.atomic
def _finish(roster: RosterImport, job: Job) -> None:
    locked = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if locked.state != RosterImport.State.PLANNED:
        return
    counts = {kind: locked.rows.filter(kind=kind).count() for kind in RosterRow.Kind.values}
    locked.counts = {**locked.counts, **counts}
    locked.state, locked.applied_at = RosterImport.State.APPLIED, timezone.now()
    locked.save(update_fields=["counts", "state", "applied_at"])
    record_audit(
        actor=job.owner, action="people.import", target=locked, unit=roster.unit, data=dict(locked.counts)
    )
