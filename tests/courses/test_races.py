"""Two people at once, on a real database with row locks."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from courses.models import Attendance, Booking, CreditEntry, RubricSheet
from courses.rules import rubric
from courses.selectors.drills import rubric_of
from courses.services.book_drill import book_drill, cancel_booking
from courses.services.check_in import check_in
from courses.services.score_drill import score_drill
from tests.courses.conftest import build_world
from tests.factories.drills import seat_in, session_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def racing_world(transactional_db):
    """The world in committed rows, which other connections see."""
    return build_world()


def at_once(*actions):
    """Run the actions in threads that start together; their results in order."""
    barrier = Barrier(len(actions))

    def run(action):
        barrier.wait()
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_the_last_seat_goes_to_one_person(racing_world):
    world = racing_world
    session = session_of(world.run, world.drill, world.trainer, capacity=1)
    people, now = [world.enrolment, *(world.more() for _ in range(5))], timezone.now()
    at_once(*(lambda e=e: book_drill(enrolment=e, session=session, actor=None, now=now) for e in people))
    states = sorted(session.bookings.values_list("state", flat=True))
    assert states == [Booking.State.BOOKED] + [Booking.State.WAITLISTED] * 5


def test_two_seats_given_back_move_two_people_up(racing_world):
    world = racing_world
    session, now = session_of(world.run, world.drill, world.trainer, capacity=2), timezone.now()
    bookings = [
        book_drill(enrolment=e, session=session, actor=None, now=now)
        for e in [world.enrolment, *(world.more() for _ in range(4))]
    ]
    at_once(*(lambda b=b: cancel_booking(booking=b, actor=None, now=now) for b in bookings[:2]))
    assert list(session.bookings.filter(state=Booking.State.BOOKED)) == bookings[2:4]


def test_one_form_sent_twice_at_once_is_one_sheet(racing_world):
    world, key, now = racing_world, uuid.uuid4(), timezone.now()
    booking = seat_in(session_of(world.run, world.drill, world.trainer, starts_in=0), world.enrolment)
    stamp = rubric.stamp(rubric_of(world.drill), world.drill.pass_mark)
    check = [lambda: check_in(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=now)] * 3
    assert len({event.pk for event in at_once(*check)}) == 1
    facts = {"booking": booking, "assessor": world.trainer, "cuts": {}, "criticals": (), "note": "", "now": now}
    at_once(*[lambda: score_drill(key=key, stamp=stamp, **facts)] * 3)
    assert (RubricSheet.objects.count(), CreditEntry.objects.count()) == (1, 1)
