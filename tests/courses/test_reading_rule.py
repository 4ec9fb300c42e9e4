from datetime import UTC, datetime, timedelta

import pytest

from courses.rules.reading import least_seconds, seconds_left

OPENED = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("characters", "seconds"), [(0, 5), (100, 5), (101, 6), (800, 40), (1200, 60), (90000, 60)]
)
def test_least_time_grows_with_the_text_and_is_capped(characters, seconds):
    assert least_seconds(characters) == seconds


@pytest.mark.parametrize(("elapsed", "left"), [(0, 40), (39.5, 1), (40, 0), (9000, 0)])
def test_what_is_left_is_told_in_whole_seconds(elapsed, left):
    assert seconds_left(OPENED, OPENED + timedelta(seconds=elapsed), 800) == left
