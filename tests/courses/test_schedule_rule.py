"""A run is behind when what is done lags behind the time that has gone; properties for any dates and figures."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.schedule import LAG, is_behind, share_done, share_elapsed

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
PERIODS = st.tuples(DAYS, st.integers(0, 800)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))
SHARES = st.fractions(0, 1)
COUNTS = st.integers(0, 10**6)


def test_a_month_of_ten_days():
    first, last = date(2026, 11, 1), date(2026, 11, 10)
    shares = [share_elapsed(first, last, date(2026, 11, day)) for day in (1, 2, 6, 10, 11, 30)]
    assert shares == [0, Fraction(1, 10), Fraction(1, 2), Fraction(9, 10), 1, 1]
    assert [is_behind(elapsed=Fraction(1, 2), done=Fraction(n, 10)) for n in (2, 3, 4)] == [True, False, False]


@given(PERIODS, DAYS)
def test_time_is_a_share_and_never_runs_backwards(period, today):
    first, last = period
    before, after = (share_elapsed(first, last, day) for day in (today, today + timedelta(days=1)))
    assert 0 <= before <= after <= 1
    assert share_elapsed(first, last, first) == 0
    assert share_elapsed(first, last, last + timedelta(days=1)) == 1


@given(COUNTS, COUNTS)
def test_what_is_done_is_a_share_and_all_of_nothing_is_everything(done, wanted):
    assert 0 <= share_done(done, wanted) <= 1
    assert share_done(wanted, wanted) == 1
    assert share_done(done, 0) == 1


@given(SHARES, SHARES, SHARES)
def test_more_done_is_never_worse_and_more_time_never_better(elapsed, done, more):
    if not is_behind(elapsed=elapsed, done=done):
        assert not is_behind(elapsed=elapsed, done=max(done, more))
        assert not is_behind(elapsed=min(elapsed, more), done=done)


@given(SHARES)
def test_nobody_is_behind_at_the_start_nor_when_all_is_done(share):
    assert not is_behind(elapsed=Fraction(0), done=share)
    assert not is_behind(elapsed=share, done=Fraction(1))
    assert is_behind(elapsed=Fraction(1), done=share) == (share < 1 - LAG)
