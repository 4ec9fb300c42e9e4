"""Reads around field drills: which sessions somebody may see, seats, results."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Count, DateTimeField, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from courses.models import Attendance, Booking, DrillPage, DrillSession, Enrolment, RubricSheet, Run
from courses.rules import rubric
from courses.selectors.learning import enrolments_of
from foundation.api import PreparedQuery, Slot
from people.api import in_units_of

LIVE_STATES = (Booking.State.BOOKED, Booking.State.WAITLISTED)


@dataclass(frozen=True)
class DrillResult:
    """What the assessors' sheets of one booking come to.

    Attributes:
        total: mean of the assessors' totals, to a tenth.
        lines: the scores of the newest sheet, for showing what was lost where.
        note: the newest sheet's remark.
    """

    total: Decimal
    pass_mark: Decimal
    has_critical_failure: bool
    lines: list[Any]
    note: str

    @property
    def passed(self) -> bool:
        return self.total >= self.pass_mark and not self.has_critical_failure


@dataclass(frozen=True)
class Seat:
    """A seat in a session of a drill, or a place on its waiting list."""

    state: str
    starts_at: datetime


@dataclass(frozen=True)
class NextSeat:
    """The session that somebody goes to next, as the first page shows it."""

    state: str
    session_uid: uuid.UUID
    starts_at: datetime
    title: str
    place: str


def rubric_of(page: DrillPage) -> list[rubric.Item]:
    """The page's rubric as the rules want it."""
    return [
        rubric.Item(
            uid=str(item.uid),
            label=item.label,
            points=item.points,
            critical=item.critical,
            deductions=tuple(rubric.Deduction(d["label"], Decimal(str(d["points"]))) for d in item.deductions),
        )
        for item in page.rubric_items.all()
    ]


def with_seats(sessions: "QuerySet[DrillSession]") -> "QuerySet[DrillSession]":
    """Add `taken` and `waiting`, the numbers of booked and waitlisted people."""
    return sessions.annotate(
        taken=Count("bookings", filter=Q(bookings__state=Booking.State.BOOKED), distinct=True),
        waiting=Count("bookings", filter=Q(bookings__state=Booking.State.WAITLISTED), distinct=True),
    )


def sessions_taught_by(user: Any) -> "QuerySet[DrillSession]":
    """Sessions of runs in the user's units, of runs that they teach, and those that they hold."""
    sessions = DrillSession.objects.select_related("run__course", "run__unit", "page", "trainer__person")
    if user.is_superuser and user.is_active:
        return sessions
    taught = Exists(Run.teachers.through.objects.filter(run_id=OuterRef("run_id"), user_id=user.pk))
    return sessions.filter(in_units_of(user, "run__unit") | Q(trainer=user) | Q(taught))


def get_taught_session(user: Any, uid: uuid.UUID) -> DrillSession:
    """A session that the user may run. Raises Http404 otherwise."""
    found = with_seats(sessions_taught_by(user)).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def runs_taught_by(user: Any) -> "QuerySet[Run]":
    """Open runs for which the user may plan sessions."""
    runs = Run.objects.filter(state=Run.State.OPEN).select_related("course", "unit")
    if user.is_superuser and user.is_active:
        return runs
    taught = Exists(Run.teachers.through.objects.filter(run_id=OuterRef("pk"), user_id=user.pk))
    return runs.filter(in_units_of(user, "unit") | Q(taught))


def drill_pages_of(runs: Iterable[Run]) -> "QuerySet[DrillPage]":
    """The live drills of the runs' courses."""
    condition = Q(pk__in=[])
    for path in {run.course.path for run in runs}:
        condition |= Q(path__startswith=path)
    return DrillPage.objects.filter(condition, live=True, retired_at=None).order_by("path")


def session_for(user: Any, uid: uuid.UUID | str) -> tuple[DrillSession, Enrolment]:
    """A session of a run in which the user is enrolled, with that enrolment. Raises Http404 otherwise."""
    sessions = with_seats(DrillSession.objects.select_related("run__course", "page", "trainer__person"))
    try:
        session = sessions.filter(uid=uid).first()
    except ValidationError:
        session = None
    mine = session and enrolments_of(user).filter(run=session.run_id).first()
    if not session or not mine:
        raise Http404
    return session, mine


def sessions_open_to(enrolments: Iterable[Enrolment], now: datetime) -> "QuerySet[DrillSession]":
    """Sessions of the learner's runs that are not over; of those called off, the ones where they had a seat."""
    mine = Booking.objects.filter(enrolment__in=enrolments).values("session")
    sessions = DrillSession.objects.filter(run__in=[e.run_id for e in enrolments], ends_at__gt=now)
    return with_seats(sessions.filter(Q(cancelled_at=None) | Q(pk__in=mine)))


def bookings_with_sheets() -> "QuerySet[Booking]":
    """Bookings with what attendance and assessors wrote, in a fixed number of queries."""
    sheets = RubricSheet.objects.prefetch_related("scores")
    return Booking.objects.prefetch_related("attendance", Prefetch("sheets", queryset=sheets))


def result_of(sheets: Sequence[RubricSheet]) -> DrillResult | None:
    """Fold the sheets of a booking, newest first: the newest of each assessor counts. None without sheets."""
    counted = _counted(sheets)
    if not counted:
        return None
    newest = sheets[0]
    return DrillResult(
        total=rubric.joined_total([sheet.total for sheet in counted.values()]),
        pass_mark=newest.pass_mark,
        has_critical_failure=any(sheet.has_critical_failure for sheet in counted.values()),
        lines=list(newest.scores.all()),
        note=newest.note,
    )


def total_of(sheets: Sequence[RubricSheet]) -> Decimal | None:
    """The points alone of what `result_of` folds, for lists that show no lines."""
    counted = _counted(sheets)
    return rubric.joined_total([sheet.total for sheet in counted.values()]) if counted else None


def _counted(sheets: Sequence[RubricSheet]) -> dict[int, RubricSheet]:
    counted: dict[int, RubricSheet] = {}
    for sheet in sheets:
        counted.setdefault(sheet.assessor_id, sheet)
    return counted


def seats_of(enrolment_id: int) -> dict[int, Seat]:
    """By the key of a drill the seat that an enrolment has in its latest session. One query."""
    return {page: Seat(state, starts_at) for page, state, starts_at in _seats.rows(enrolment=enrolment_id)}


def _seats_of_enrolment() -> "QuerySet[Any, Any]":
    mine = Booking.objects.filter(enrolment=Slot("enrolment", BigIntegerField()), state__in=LIVE_STATES)
    return mine.order_by("session__starts_at").values_list("session__page_id", "state", "session__starts_at")


_seats = PreparedQuery(_seats_of_enrolment)


def is_checked_in(booking: Booking) -> bool:
    """Whether the learner came; uses prefetched attendance."""
    return any(event.kind == Attendance.Kind.CHECK_IN for event in booking.attendance.all())


def is_checked_out(booking: Booking) -> bool:
    """Whether the learner was seen off; uses prefetched attendance."""
    return any(event.kind == Attendance.Kind.CHECK_OUT for event in booking.attendance.all())


def place_in_line(booking: Booking) -> int:
    """How many people wait before this one, plus one."""
    waiting = Booking.objects.filter(session=booking.session_id, state=Booking.State.WAITLISTED)
    earlier = Q(queued_at__lt=booking.queued_at) | Q(queued_at=booking.queued_at, pk__lt=booking.pk)
    return waiting.filter(earlier).count() + 1


def next_seat_of(user: Any, now: datetime) -> NextSeat | None:
    """The user's next seat, or place in line, in a session that is not over. One query."""
    rows = _next_seat.rows(person=user.person_id, now=now) if user.person_id else []
    return NextSeat(*rows[0]) if rows else None


def _seats_ahead() -> "QuerySet[Any, Any]":
    mine = Booking.objects.filter(
        enrolment__person=Slot("person", BigIntegerField()),
        state__in=LIVE_STATES,
        session__ends_at__gt=Slot("now", DateTimeField()),
    ).exclude(enrolment__state=Enrolment.State.WITHDRAWN)
    columns = ("state", "session__uid", "session__starts_at", "session__page__title", "session__place")
    return mine.order_by("session__starts_at", "pk").values_list(*columns)[:1]


_next_seat = PreparedQuery(_seats_ahead)
