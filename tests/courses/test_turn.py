from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.models import Enrolment
from courses.rules.turn import turn
from courses.selectors.learning import current_of
from tests.factories.courses import enrol, run_of

TODAY = date(2026, 11, 23)
DAYS = st.integers(min_value=-400, max_value=400).map(lambda n: TODAY + timedelta(days=n))


def key(starts: int, ends: int) -> tuple[int, int]:
    return turn(starts_on=TODAY + timedelta(days=starts), ends_on=TODAY + timedelta(days=ends), today=TODAY)


def test_what_ends_first_comes_first_then_what_is_over_then_what_is_to_come():
    order = [key(-30, 0), key(-60, 5), key(0, 40), key(-60, -1), key(-90, -30), key(1, 9), key(10, 11)]
    assert sorted(order) == order


@given(DAYS, DAYS, DAYS, DAYS)
def test_what_runs_today_goes_before_what_does_not(starts, ends, other_starts, other_ends):
    runs = starts <= TODAY <= ends
    other_runs = other_starts <= TODAY <= other_ends
    mine = turn(starts_on=starts, ends_on=ends, today=TODAY)
    if runs and not other_runs:
        assert mine < turn(starts_on=other_starts, ends_on=other_ends, today=TODAY)


def test_a_run_to_come_does_not_take_the_place_of_the_one_that_runs(world):
    today = world.run.starts_on
    world.run.ends_on = today + timedelta(days=20)
    world.run.save()
    coming = run_of(world.course, world.places.county, starts_on=today + timedelta(days=9), title="年末班")
    coming.ends_on = today + timedelta(days=40)
    coming.save()
    later = enrol(world.worker.person, coming)
    rows = list(
        Enrolment.objects.filter(person=world.worker.person).select_related("run").order_by("-run__starts_on")
    )
    assert rows[0] == later
    assert current_of(rows, today) == world.enrolment
