"""A learner's enrolments, outline and hours: always from an enrolment or a scope."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Sum
from django.http import Http404

from courses.models import CoursePage, CreditEntry, CreditHourPolicy, Enrolment, Run, Step
from courses.rules.outline import DONE, NOW, OPEN, SHUT, StepFacts, step_states
from courses.rules.turn import turn
from courses.selectors.reading import DRILL_ENTRIES, Hours, Reading, StepLine, step_lines
from people.api import Unit

E = TypeVar("E", Enrolment, Reading)


@dataclass(frozen=True)
class OutlineStep:
    """A step as its learner sees it: `state` is done, now, open or shut; `number` counts from 1."""

    step: StepLine
    number: int
    state: str

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def is_practice(self) -> bool:
        """An exam that nobody has to take."""
        return self.kind == "exam" and not self.step.is_required

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def is_reachable(self) -> bool:
        return self.state != SHUT


def steps_of(course: CoursePage) -> list[Step]:
    """The live, unretired steps of a course in their order, each as its own kind."""
    steps = Step.objects.child_of(course).live().filter(retired_at=None).order_by("path")
    return [step.specific for step in steps.specific()]


def enrolment_for(user: Any, run_uid: uuid.UUID | str) -> Enrolment:
    """The user's own enrolment in a run.

    Raises Http404 when there is none or it was withdrawn: a stranger learns nothing.
    """
    try:
        found = (
            Enrolment.objects.filter(person__user=user, run__uid=run_uid)
            .exclude(state=Enrolment.State.WITHDRAWN)
            .select_related("person__unit", "run__unit", "run__course")
            .first()
        )
    except ValidationError:
        found = None
    if found is None:
        raise Http404
    return found


def enrolments_of(user: Any) -> "QuerySet[Enrolment]":
    """The user's own enrolments that were not withdrawn, newest run first."""
    return (
        Enrolment.objects.filter(person__user=user)
        .exclude(state=Enrolment.State.WITHDRAWN)
        .select_related("person__unit", "run__course", "run__unit")
        .order_by("-run__starts_on", "-run_id")
    )


def current_of(enrolments: Sequence[E], today: date) -> E | None:
    """The enrolment to go on with: of those studied in open runs the one whose turn it is, else the first."""
    studied = [e for e in enrolments if e.state == Enrolment.State.ACTIVE and e.run.state == Run.State.OPEN]
    if not studied:
        return enrolments[0] if enrolments else None
    return min(studied, key=lambda e: turn(starts_on=e.run.starts_on, ends_on=e.run.ends_on, today=today))


def outline(enrolment: Enrolment | Reading) -> list[OutlineStep]:
    """The steps of the enrolment's course with their states. One query, once the course is at hand."""
    steps = step_lines(enrolment)
    done = [step.pk for step in steps if step.is_done]
    states = step_states([StepFacts(step.pk, step.kind, step.is_required) for step in steps], done)
    return [OutlineStep(step, number, states[step.pk]) for number, step in enumerate(steps, 1)]


def next_step(steps: list[OutlineStep]) -> OutlineStep | None:
    """The step to go on with, or None when nothing waits."""
    return next((step for step in steps if step.state == NOW), None)


def hours_of(enrolment: Enrolment) -> Hours:
    """Credit hours of one enrolment."""
    entries = CreditEntry.objects.filter(enrolment=enrolment)
    sums = entries.aggregate(drill=Sum("hours", filter=DRILL_ENTRIES), total=Sum("hours"))
    total, drilled = sums["total"] or Decimal(0), sums["drill"] or Decimal(0)
    return Hours(online=total - drilled, drill=drilled)


def policy_for(unit: Unit, day: date) -> CreditHourPolicy:
    """The policy that rules a unit on a day: the nearest unit's latest one; the defaults when there is none."""
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    found = (
        CreditHourPolicy.objects.filter(unit__path__in=paths, effective_from__lte=day)
        .order_by("-unit__depth", "-effective_from")
        .first()
    )
    return found or CreditHourPolicy()


__all__ = [
    "DONE",
    "NOW",
    "OPEN",
    "SHUT",
    "Hours",
    "OutlineStep",
    "enrolment_for",
    "hours_of",
    "next_step",
    "outline",
    "policy_for",
    "steps_of",
]
