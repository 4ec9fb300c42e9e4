"""A learner's enrolments, outline and hours: always from an enrolment or a scope."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Sum
from django.http import Http404

from courses.models import CoursePage, CreditEntry, CreditHourPolicy, Enrolment, Run, Step
from courses.rules.outline import DONE, NOW, OPEN, SHUT, StepFacts, step_states
from people.api import Unit


@dataclass(frozen=True)
class OutlineStep:
    """A step as its learner sees it: `state` is done, now, open or shut; `number` counts from 1."""

    step: Step
    number: int
    kind: str
    state: str

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def is_reachable(self) -> bool:
        return self.state != SHUT


@dataclass(frozen=True)
class Hours:
    """Credit hours of an enrolment or a person, folded from the ledger."""

    online: Decimal
    drill: Decimal

    @property
    def total(self) -> Decimal:
        return self.online + self.drill


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


def current_of(enrolments: Sequence[Enrolment]) -> Enrolment | None:
    """The enrolment to go on with: the newest still studied in an open run, else the newest of all."""
    studied = (e for e in enrolments if e.state == Enrolment.State.ACTIVE and e.run.state == Run.State.OPEN)
    return next(studied, enrolments[0] if enrolments else None)


def outline(enrolment: Enrolment) -> list[OutlineStep]:
    """The steps of the enrolment's course with their states. Three queries or a few more, never one per step."""
    steps = steps_of(enrolment.run.course)
    done = enrolment.completions.values_list("step_id", flat=True)
    states = step_states([StepFacts(s.pk, s.kind, s.is_required) for s in steps], done)
    return [OutlineStep(step, n, step.kind, states[step.pk]) for n, step in enumerate(steps, 1)]


def next_step(steps: list[OutlineStep]) -> OutlineStep | None:
    """The step to go on with, or None when nothing waits."""
    return next((step for step in steps if step.state == NOW), None)


def hours_of(enrolment: Enrolment) -> Hours:
    """Credit hours of one enrolment."""
    return _fold(CreditEntry.objects.filter(enrolment=enrolment))


def _fold(entries: Any) -> Hours:
    """Sum the ledger; a reversal counts with what it reverses."""
    drill = Q(kind=CreditEntry.Kind.DRILL) | Q(reverses__kind=CreditEntry.Kind.DRILL)
    sums = entries.aggregate(drill=Sum("hours", filter=drill), total=Sum("hours"))
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
