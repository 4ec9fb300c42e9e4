"""Sessions, person-times and headcount of a unit and a period, each with its rows (domain reference 6.1).

A session counts for the unit of its run and on the local day on which it begins. It was held when it was not
cancelled and somebody came; who came has a check-in on a seat that was not given back. The last day counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from courses.models import Attendance, Booking, DrillSession
from people.api import Person, Unit


@dataclass(frozen=True)
class TrainingFigures:
    """场次, 人次, 人数."""

    sessions: int
    person_times: int
    headcount: int


def training_figures(unit: Unit, first: date, last: date) -> TrainingFigures:
    """The three figures of the unit's subtree. One query."""
    counts = attended_seats(unit, first, last).aggregate(
        sessions=Count("session", distinct=True),
        person_times=Count("pk"),
        headcount=Count("enrolment__person", distinct=True),
    )
    return TrainingFigures(**counts)


def attended_seats(unit: Unit, first: date, last: date) -> "QuerySet[Booking]":
    """The rows of the person-times: every seat on which somebody sat."""
    came = Attendance.objects.filter(booking=OuterRef("pk"), kind=Attendance.Kind.CHECK_IN)
    seats = Booking.objects.filter(Exists(came), state=Booking.State.BOOKED, session__cancelled_at=None)
    return seats.filter(
        session__run__unit__path__startswith=unit.path,
        session__starts_at__gte=_midnight(first),
        session__starts_at__lt=_midnight(last + timedelta(days=1)),
    )


def held_sessions(unit: Unit, first: date, last: date) -> "QuerySet[DrillSession]":
    """The rows of the sessions, in their order."""
    seats = attended_seats(unit, first, last).values("session")
    return DrillSession.objects.filter(pk__in=seats).select_related("run", "page", "trainer")


def people_trained(unit: Unit, first: date, last: date) -> "QuerySet[Person]":
    """The rows of the headcount: everybody who came at least once."""
    seats = attended_seats(unit, first, last).values("enrolment__person")
    return Person.objects.filter(pk__in=seats).order_by("worker_no")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
