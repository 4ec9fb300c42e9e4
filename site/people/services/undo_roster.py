"""An import is undone as a whole by a job, in short transactions, from wherever an earlier try left off."""

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError, Job, Report, enqueue_job, job_kind
from people.models import Person, RosterImport, RosterRow, User
from people.scope import holds_role
from people.services.apply_roster import RosterClosed
from people.services.place_people import unplace_people
from people.services.plan_roster import chunks
from people.services.plan_undo import Outcome, Undoing, places, plan_undo, rows_to_undo
from people.services.record_audit import record_audit


@transaction.atomic
def start_undo(*, actor: Any, roster: RosterImport) -> Job:
    """Start the job that undoes an import. Starting twice is one job.

    Raises RosterClosed when there is nothing imported to undo.
    """
    roster = RosterImport.objects.select_for_update().get(pk=roster.pk)
    if roster.undo_job is not None and roster.undo_job.state != Job.State.FAILED:
        return roster.undo_job
    if roster.state != RosterImport.State.APPLIED:
        raise RosterClosed(_("This import cannot be undone: it is undone already."), code="roster_closed")
    title = _("Undoing of the import of %(name)s") % {"name": roster.original_name}
    params = {"roster": str(roster.uid), "back": reverse("people_import", args=[roster.uid])}
    roster.undo_job = enqueue_job(kind="people.undo_roster", owner=actor, title=title[:200], params=params)
    roster.save(update_fields=["undo_job"])
    return roster.undo_job


@job_kind("people.undo_roster")
def undo_roster(job: Job, report: Report) -> dict[str, Any]:
    """Put back, remove or leave every person that the import wrote; rows already looked at are left alone.

    Side effects: people and their history, the outcome on each row, one audit event at the end.
    """
    roster = RosterImport.objects.select_related("unit").get(uid=job.params["roster"])
    if roster.state == RosterImport.State.APPLIED:
        if not holds_role(job.owner, roster.unit, ("officer",)):
            raise GridschoolError(_("You are no longer an officer of this unit."), code="role_lost")
        left = list(rows_to_undo(roster).values_list("number", flat=True))
        total = roster.rows.filter(kind__in=RosterRow.WRITING, is_done=True).count()
        report(total - len(left), total)
        for numbers in chunks(left):
            _undo_chunk(roster, numbers, job.owner)
            left = left[len(numbers) :]
            report(total - len(left), total)
        _finish(roster, job)
    return {"next": reverse("people_import_undo", args=[roster.uid])}


@transaction.atomic
def _undo_chunk(roster: RosterImport, numbers: list[int], actor: Any) -> None:
    rows = list(rows_to_undo(roster).select_for_update(of=("self",)).filter(number__in=numbers))
    undoings = plan_undo(rows, roster=roster, actor=actor, lock=True)
    _restore([undoing for undoing in undoings if undoing.outcome == Outcome.RESTORED], roster)
    _remove([undoing for undoing in undoings if undoing.outcome == Outcome.REMOVED])
    for undoing in undoings:
        undoing.row.outcome, undoing.row.outcome_reason = undoing.outcome, undoing.reason[:200]
    RosterRow.objects.bulk_update(rows, ["outcome", "outcome_reason"])


def _restore(undoings: list[Undoing], roster: RosterImport) -> None:
    placed, described = [], []
    for undoing in undoings:
        row, person = undoing.row, undoing.person
        assert person is not None
        for name in {"name", "phone", "post", "state"} & row.changes.keys():
            setattr(person, name, row.changes[name][0])
        if "unit" in row.changes:
            person.unit = row.unit_before  # type: ignore[assignment]  # plan_undo has looked that it is there
        if places(row):
            placed.append(person)
        if row.changes.keys() & {"name", "phone"}:
            described.append(person)
    Person.objects.bulk_update(described, ["name", "phone"])
    unplace_people(people=placed, roster=roster)


def _remove(undoings: list[Undoing]) -> None:
    """Delete people whom nothing refers to, with logins that were never used."""
    people = [undoing.person for undoing in undoings]
    User.objects.filter(person__in=people).delete()
    Person.objects.filter(pk__in=[person.pk for person in people if person]).delete()


@transaction.atomic
def _finish(roster: RosterImport, job: Job) -> None:
    locked = RosterImport.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if locked.state != RosterImport.State.APPLIED:
        return
    locked.state, locked.undone_at, locked.undone_by = RosterImport.State.UNDONE, timezone.now(), job.owner
    locked.save(update_fields=["state", "undone_at", "undone_by"])
    outcomes = outcomes_of(locked)
    record_audit(actor=job.owner, action="people.undo_import", target=locked, unit=roster.unit, data=outcomes)


def outcomes_of(roster: RosterImport) -> dict[str, int]:
    """How many rows an undoing has put back, removed and left."""
    rows = roster.rows.exclude(outcome="").order_by()
    return dict(rows.values_list("outcome").annotate(Count("pk")))
