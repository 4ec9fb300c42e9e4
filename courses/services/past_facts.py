"""Facts of a time that has passed, written by the thousand: who came, how it went, what was done and credited.

For seeded schools alone. It keeps the rules of the services that write one fact at a time (check_in, score_drill,
finish_lesson, complete_step, post_credit): who is scored was there; a total comes from the page's own rubric; a
lesson was opened before it was done; a step is done once; hours follow the policy of the local day, its rounding
and its cap over all runs of a person; a run is completed when every required step is done and the hours suffice.
What it leaves out is the audit line of each fact: the caller writes one for all. Signals are not sent.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.models import (
    Attendance,
    Booking,
    CreditEntry,
    DrillPage,
    DrillSession,
    Enrolment,
    LessonVisit,
    RubricScore,
    RubricSheet,
    Run,
    Step,
    StepCompletion,
)
from courses.rules import rubric
from courses.rules.hours import hours_for
from courses.selectors.drills import rubric_of
from courses.selectors.learning import policy_for, steps_of
from courses.services.complete_step import CREDIT_KIND
from courses.services.post_credit import rule_of
from courses.services.score_drill import score_row
from foundation.api import insert_as_told

# Different sheets of one drill; more would not look more real.
SHEETS_A_DRILL = 24


@dataclass(frozen=True)
class Done:
    """Somebody did a step at a moment."""

    enrolment: Enrolment
    step: Step
    how: str
    at: datetime
    actor: Any = None


@transaction.atomic
def write_attendance(
    *, session: DrillSession, came: Sequence[Enrolment], stayed_away: Sequence[Enrolment], rng: Random
) -> list[Booking]:
    """Seats of a session that is over: some came and went, some had a seat and did not. Returns those who came."""
    booked_at = session.starts_at - timedelta(days=4)
    seats = [
        Booking(
            session=session, enrolment=enrolment, created_at=booked_at, queued_at=booked_at, changed_at=booked_at
        )
        for enrolment in [*came, *stayed_away]
    ]
    insert_as_told(seats)
    present = seats[: len(came)]
    rows = []
    for seat in present:
        how = Attendance.How.CODE if rng.random() < 0.8 else Attendance.How.ROSTER
        actor = session.trainer if how == Attendance.How.ROSTER else None
        times = {
            Attendance.Kind.CHECK_IN: session.starts_at - timedelta(minutes=rng.randint(-4, 20)),
            Attendance.Kind.CHECK_OUT: session.ends_at + timedelta(minutes=rng.randint(0, 12)),
        }
        rows += [
            Attendance(booking=seat, kind=kind, how=how, actor=actor, created_at=at) for kind, at in times.items()
        ]
    insert_as_told(rows)
    return present


@transaction.atomic
def write_sheets(*, session: DrillSession, seats: Sequence[Booking], rng: Random) -> list[Booking]:
    """The trainer's sheet for each of those who came. Returns those who passed."""
    scores = drill_scores(session.page, rng)
    chosen = [rng.choice(scores) for _seat in seats]
    sheets = [
        RubricSheet(
            key=uuid.UUID(int=rng.getrandbits(128)),
            booking=seat,
            assessor=session.trainer,
            total=score.total,
            pass_mark=score.pass_mark,
            has_critical_failure=score.has_critical_failure,
            passed=score.passed,
            created_at=session.ends_at,
        )
        for seat, score in zip(seats, chosen, strict=True)
    ]
    insert_as_told(sheets)
    insert_as_told(
        [_line(sheet, line) for sheet, score in zip(sheets, chosen, strict=True) for line in score.lines]
    )
    return [seat for seat, score in zip(seats, chosen, strict=True) if score.passed]


def _line(sheet: RubricSheet, line: rubric.Line) -> RubricScore:
    row = score_row(sheet, line)
    row.created_at = sheet.created_at
    return row


def drill_scores(page: DrillPage, rng: Random) -> list[rubric.Score]:
    """Some ways in which the drill can go: most of them well, one in twelve with critical conduct."""
    items = rubric_of(page)
    found = []
    for number in range(SHEETS_A_DRILL):
        cuts = {
            item.uid: [place for place in range(len(item.deductions)) if rng.random() < 0.22] for item in items
        }
        critical = [item.uid for item in items if item.critical][:1] if number % 12 == 7 else []
        found.append(rubric.score(items, cuts=cuts, criticals=critical, pass_mark=page.pass_mark))
    return found


@transaction.atomic
def write_completions(*, facts: Iterable[Done]) -> None:
    """Steps done, their hours, and who completed their run by them. Facts of one step twice are a fault."""
    told = sorted(facts, key=lambda fact: (fact.at, fact.enrolment.pk, fact.step.pk))
    insert_as_told([_visit(fact) for fact in told if fact.how == StepCompletion.How.READ])
    insert_as_told([_completion(fact) for fact in told])
    entries = _credits(told)
    insert_as_told([entry for entry in entries if entry is not None])
    _complete_runs(told, entries)


def _visit(fact: Done) -> LessonVisit:
    opened = fact.at - timedelta(minutes=min(fact.step.credit_minutes, 45))
    return LessonVisit(enrolment=fact.enrolment, step_id=fact.step.pk, opened_at=opened, created_at=opened)


def _completion(fact: Done) -> StepCompletion:
    return StepCompletion(
        enrolment=fact.enrolment,
        step_id=fact.step.pk,
        revision_id=fact.step.live_revision_id,
        how=fact.how,
        actor=fact.actor,
        created_at=fact.at,
    )


def _credits(told: Sequence[Done]) -> "list[CreditEntry | None]":
    """An entry for each fact, in time's order, which is that of the day's cap; None where there are no minutes."""
    used: dict[tuple[int, str, date], Decimal] = defaultdict(Decimal)
    policies: dict[tuple[int, date], Any] = {}
    entries: list[CreditEntry | None] = []
    for fact in told:
        minutes, kind = fact.step.credit_minutes, CREDIT_KIND[fact.how]
        if not minutes:
            entries.append(None)
            continue
        day, run = timezone.localdate(fact.at), fact.enrolment.run
        if (run.unit_id, day) not in policies:
            policies[run.unit_id, day] = policy_for(run.unit, day)
        policy = policies[run.unit_id, day]
        place = (fact.enrolment.person_id, kind, day)
        hours = hours_for(minutes, rule_of(policy, kind), used[place])
        used[place] += hours
        entries.append(_entry(fact, kind, minutes, hours, day, policy))
    return entries


def _entry(fact: Done, kind: str, minutes: int, hours: Decimal, day: date, policy: Any) -> CreditEntry:
    return CreditEntry(
        enrolment=fact.enrolment,
        step_id=fact.step.pk,
        kind=kind,
        minutes=minutes,
        hours=hours,
        day=day,
        policy=policy if policy.pk else None,
        actor=fact.actor,
        created_at=fact.at,
    )


def _complete_runs(told: Sequence[Done], entries: "Sequence[CreditEntry | None]") -> None:
    done: dict[int, set[int]] = defaultdict(set)
    hours: dict[int, Decimal] = defaultdict(Decimal)
    last: dict[int, Done] = {}
    for fact, entry in zip(told, entries, strict=True):
        done[fact.enrolment.pk].add(fact.step.pk)
        hours[fact.enrolment.pk] += entry.hours if entry is not None else 0
        last[fact.enrolment.pk] = fact
    required = {run.pk: _required(run) for run in {fact.enrolment.run for fact in last.values()}}
    finished = []
    for key, fact in last.items():
        enrolment, steps = fact.enrolment, required[fact.enrolment.run_id]
        if steps <= done[key] and hours[key] >= enrolment.run.course.hours_required:
            enrolment.state, enrolment.completed_at = Enrolment.State.COMPLETED, fact.at
            finished.append(enrolment)
    Enrolment.objects.bulk_update(finished, ["state", "completed_at"], batch_size=250)


def _required(run: Run) -> set[int]:
    return {step.pk for step in steps_of(run.course) if step.is_required}
