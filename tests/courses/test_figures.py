"""Sessions held, person-times and headcount, by query, with their rows."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Attendance, Booking, DrillSession
from courses.selectors.figures import (
    TrainingFigures,
    attended_seats,
    held_sessions,
    people_trained,
    training_figures,
)
from people.models import User
from tests.factories.certificates import community, county, person_in
from tests.factories.courses import course_in, enrol, run_of, school_in
from tests.factories.drills import drill_in

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def ground() -> Any:
    return Ground()


class Ground:
    """A county with two communities; each gives the course to its own people."""

    def __init__(self) -> None:
        self.county = county()
        self.units = [community(self.county, name) for name in ("城关社区", "东岭社区")]
        self.course = course_in(school_in(self.county))
        self.drill = drill_in(self.course)
        self.trainer = User.objects.create_user("trainer")
        self.runs = [run_of(self.course, unit) for unit in self.units]
        self.people = [[enrol(person_in(run.unit), run) for _ in range(3)] for run in self.runs]

    def session(self, place: int, day: date, came: int, booked: int = 3, hour: int = 9) -> DrillSession:
        start = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=hour)
        session = DrillSession.objects.create(
            run=self.runs[place],
            page=self.drill,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            place="院里",
            trainer=self.trainer,
        )
        for number, enrolment in enumerate(self.people[place][:booked]):
            booking = Booking.objects.create(session=session, enrolment=enrolment)
            if number < came:
                Attendance.objects.create(booking=booking, kind="check_in", how="roster")
                Attendance.objects.create(booking=booking, kind="check_out", how="roster")
        return session


def test_who_came_counts_each_time_and_once(ground: Ground) -> None:
    first = ground.session(0, FIRST, came=3, hour=0)
    second = ground.session(0, LAST, came=2, hour=23)
    third = ground.session(1, date(2026, 10, 15), came=1)
    ground.session(1, date(2026, 10, 16), came=0)  # nobody came: it was not held
    ground.session(0, FIRST - timedelta(days=1), came=3, hour=23)
    ground.session(0, LAST + timedelta(days=1), came=3, hour=0)
    assert training_figures(ground.county, FIRST, LAST) == TrainingFigures(3, 6, 4)
    assert training_figures(ground.units[0], FIRST, LAST) == TrainingFigures(2, 5, 3)
    assert list(held_sessions(ground.county, FIRST, LAST)) == [first, third, second]
    assert attended_seats(ground.county, FIRST, LAST).count() == 6
    assert people_trained(ground.county, FIRST, LAST).count() == 4


def test_a_seat_given_back_counts_for_nothing(ground: Ground) -> None:
    ground.session(0, FIRST, came=1)
    Booking.objects.update(state=Booking.State.CANCELLED)
    assert training_figures(ground.county, FIRST, LAST) == TrainingFigures(0, 0, 0)


def test_nothing_is_zero(ground: Ground) -> None:
    assert training_figures(ground.county, FIRST, LAST) == TrainingFigures(0, 0, 0)


def test_the_figures_cost_one_query_whatever_the_number(ground: Ground) -> None:
    counts = []
    for number in range(1, 11):
        ground.session(0, FIRST + timedelta(days=number), came=3)
        if number in (1, 10):
            with CaptureQueriesContext(connection) as queries:
                training_figures(ground.county, FIRST, LAST)
            counts.append(len(queries))
    assert counts == [1, 1]
