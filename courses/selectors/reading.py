"""What the pages that everybody opens ask: one's own runs, and the steps of a course with what one has done.

Prepared queries and plain rows. Whatever is a person's own, and whether a step is there at all (published, not
retired), is asked here anew for each page; nothing of it is ever kept.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import Http404

from courses.models import CreditEntry, Enrolment, Step
from foundation.api import PreparedQuery, Slot

# What counts as done on the drill ground; a correction counts with what it corrects.
DRILL_ENTRIES = Q(kind=CreditEntry.Kind.DRILL) | Q(reverses__kind=CreditEntry.Kind.DRILL)


@dataclass(frozen=True)
class Hours:
    """Credit hours of an enrolment or a person, folded from the ledger."""

    online: Decimal
    drill: Decimal

    @property
    def total(self) -> Decimal:
        return self.online + self.drill


@dataclass(frozen=True)
class CourseLine:
    """Of a course page what its readers see, and where it stands in the tree."""

    title: str
    summary: str
    hours_required: Decimal
    path: str
    depth: int


@dataclass(frozen=True)
class RunLine:
    """Of a run what its readers see."""

    pk: int
    uid: uuid.UUID
    title: str
    starts_on: date
    ends_on: date
    state: str
    course: CourseLine


@dataclass(frozen=True)
class Reading:
    """An enrolment as its reader sees it, with the hours it has earned. Names are those of the models."""

    pk: int
    state: str
    completed_at: datetime | None
    run: RunLine
    hours: Hours

    def get_state_display(self) -> str:
        return str(Enrolment.State(self.state).label)


@dataclass(frozen=True)
class StepLine:
    """A step as its course lists it, and what one enrolment has done with it."""

    pk: int
    path: str
    title: str
    summary: str
    kind: str
    credit_minutes: int
    is_required: bool
    live_revision_id: int | None
    is_done: bool
    is_opened: bool


def readings_of(user: Any) -> list[Reading]:
    """The user's own enrolments that were not withdrawn, newest run first. One query."""
    if not user.person_id:
        return []
    return [_reading(row) for row in _all_readings.rows(person=user.person_id)]


def reading_for(user: Any, run_uid: uuid.UUID) -> Reading:
    """The user's own enrolment in a run. One query.

    Raises Http404 when there is none or it was withdrawn: a stranger learns nothing.
    """
    rows = _one_reading.rows(person=user.person_id, run=run_uid) if user.person_id else []
    if not rows:
        raise Http404
    return _reading(rows[0])


def step_lines(enrolment: Enrolment | Reading) -> list[StepLine]:
    """The live, unretired steps of the enrolment's course in their order. One query."""
    course = enrolment.run.course
    rows = _steps.rows(path=course.path, depth=course.depth + 1, enrolment=enrolment.pk)
    return [_step_line(*row) for row in rows]


def _readings(**conditions: Any) -> "QuerySet[Any, Any]":
    mine = Enrolment.objects.filter(person=Slot("person", models.BigIntegerField()), **conditions)
    return (
        mine.exclude(state=Enrolment.State.WITHDRAWN)
        .order_by("-run__starts_on", "-run_id")
        .annotate(hours=_sum_of(Q()), drill_hours=_sum_of(DRILL_ENTRIES))
        .values_list(
            *("pk", "state", "completed_at", "hours", "drill_hours"),
            *("run_id", "run__uid", "run__title", "run__starts_on", "run__ends_on", "run__state"),
            *("run__course__title", "run__course__summary", "run__course__hours_required"),
            *("run__course__path", "run__course__depth"),
        )
    )


def _sum_of(entries: Q) -> Subquery:
    ledger = CreditEntry.objects.filter(entries, enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(ledger.annotate(sum=Sum("hours")).values("sum"))


def _reading(row: tuple[Any, ...]) -> Reading:
    total, drill = row[3] or Decimal(0), row[4] or Decimal(0)
    run = RunLine(*(*row[5:11], CourseLine(*row[11:])))
    return Reading(*(*row[:3], run, Hours(online=total - drill, drill=drill)))


def _steps_of_course() -> "QuerySet[Any, Any]":
    mine = Slot("enrolment", models.BigIntegerField())
    below = {"path__startswith": Slot("path", models.CharField()), "depth": Slot("depth", models.IntegerField())}
    return (
        Step.objects.filter(**below, live=True, retired_at=None)
        .annotate(
            completion=FilteredRelation("completions", condition=Q(completions__enrolment=mine)),
            visit=FilteredRelation("visits", condition=Q(visits__enrolment=mine)),
        )
        .order_by("path")
        .values_list(
            *("pk", "path", "title", "summary", "content_type_id", "credit_minutes", "is_required"),
            *("live_revision_id", "completion__id", "visit__id"),
        )
    )


def _step_line(
    pk: int,
    path: str,
    title: str,
    summary: str,
    content_type_id: int,
    credit_minutes: int,
    is_required: bool,
    live_revision_id: int | None,
    completion_id: int | None,
    visit_id: int | None,
) -> StepLine:
    kind = getattr(ContentType.objects.get_for_id(content_type_id).model_class(), "kind", "")
    done, opened = completion_id is not None, visit_id is not None
    return StepLine(pk, path, title, summary, kind, credit_minutes, is_required, live_revision_id, done, opened)


_all_readings = PreparedQuery(_readings)
_one_reading = PreparedQuery(lambda: _readings(run__uid=Slot("run", models.UUIDField())))
_steps = PreparedQuery(_steps_of_course)
