import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.check_in import SLOT_SECONDS, code_at, is_check_in_open, is_code, seconds_shown

SEED = uuid.UUID("3f0b4c52-5d43-4f53-9a4e-0d9a8f7f6c11")
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
SLOT = timedelta(seconds=SLOT_SECONDS)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(st.uuids(), moments)
def test_a_code_has_four_digits_and_fits_for_two_slots(seed, now):
    code = code_at(seed, now)
    assert len(code) == 4
    assert code.isdecimal()
    assert is_code(seed, code, now)
    assert is_code(seed, code, now + SLOT)


def test_an_older_code_no_longer_fits():
    codes = {code_at(SEED, NOON - n * SLOT) for n in range(2, 8)} - {
        code_at(SEED, NOON),
        code_at(SEED, NOON - SLOT),
    }
    assert codes
    assert not any(is_code(SEED, code, NOON) for code in codes)


def test_sessions_have_different_codes():
    assert code_at(SEED, NOON) != code_at(uuid.UUID(int=SEED.int + 1), NOON)


def test_words_are_no_code():
    assert not is_code(SEED, "没看清", NOON)


@given(moments)
def test_the_next_code_is_never_more_than_a_slot_away(now):
    assert 1 <= seconds_shown(now) <= SLOT_SECONDS


def test_doors_open_half_an_hour_before_and_close_at_the_end():
    ends_at = NOON + timedelta(hours=2)
    moments = [timedelta(minutes=-31), timedelta(minutes=-30), timedelta(hours=2), timedelta(hours=2, seconds=1)]
    assert [is_check_in_open(NOON, ends_at, NOON + m) for m in moments] == [False, True, True, False]
