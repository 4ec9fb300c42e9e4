"""What holds of login codes whatever is typed and however often one is asked for."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from people.rules.login_codes import (
    DIGITS,
    LIFE_MINUTES,
    MAX_TRIES,
    NUMBER_LIMITS,
    is_live,
    line_of,
    make_code,
    read_code,
    seconds_for_address,
    seconds_to_wait,
)

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
GAPS = st.lists(st.floats(0, 4000), max_size=60)
PROVIDERS_LIMITS = ((1, 60), (5, 3600), (10, 86400))


def sent_when_allowed(gaps: list[float]) -> list[datetime]:
    """Somebody presses again and again; what is allowed is sent."""
    sent: list[datetime] = []
    now = NOW
    for gap in gaps:
        now += timedelta(seconds=gap)
        if seconds_to_wait(sent, now) == 0:
            sent.append(now)
    return sent


@given(GAPS)
def test_no_window_ever_holds_more_than_the_provider_allows(gaps):
    sent = sent_when_allowed(gaps)
    for most, seconds in PROVIDERS_LIMITS:
        for first in sent:
            window = [time for time in sent if first <= time < first + timedelta(seconds=seconds)]
            assert len(window) <= most


@given(GAPS, st.floats(0, 4000))
def test_who_waits_as_long_as_told_is_served_and_not_much_earlier(gaps, later):
    sent = sent_when_allowed(gaps)
    now = (sent[-1] if sent else NOW) + timedelta(seconds=later)
    wait = seconds_to_wait(sent, now)
    assert seconds_to_wait(sent, now + timedelta(seconds=wait)) == 0
    if wait > 1:
        assert seconds_to_wait(sent, now + timedelta(seconds=wait - 1)) > 0


@given(st.lists(st.integers(0, 90_000)), st.randoms())
def test_order_of_the_times_does_not_matter(seconds, random):
    times = [NOW - timedelta(seconds=one) for one in seconds]
    shuffled = random.sample(times, len(times))
    assert seconds_to_wait(times, NOW) == seconds_to_wait(shuffled, NOW)


@given(st.integers(1, 50), st.integers(0, 60))
def test_line_waits_once_its_hour_is_full(most, asked):
    times = [NOW - timedelta(minutes=1)] * asked
    assert (seconds_for_address(times, NOW, most) > 0) == (asked >= most)


@given(st.integers(-600, 600), st.integers(0, 20))
def test_code_lives_five_minutes_and_five_tries(seconds, failures):
    is_open = is_live(sent_at=NOW, failures=failures, now=NOW + timedelta(seconds=seconds))
    assert is_open == (0 <= seconds < LIFE_MINUTES * 60 and failures < MAX_TRIES)


def test_nothing_sent_is_not_live():
    assert not is_live(sent_at=None, failures=0, now=NOW)


def test_codes_are_six_figures_leading_noughts_included():
    codes = {make_code() for _ in range(3000)}
    assert {len(code) for code in codes} == {DIGITS}
    assert len(codes) > 2900
    assert any(code.startswith("0") for code in codes)


@given(st.integers(0, 10**DIGITS - 1), st.sampled_from(["{}", " {} ", "{}\n", "\u3000{}"]), st.booleans())
def test_code_is_read_however_it_is_pasted(number, layout, is_wide):
    code = f"{number:06d}"
    typed = code.translate({ord("0") + n: ord("０") + n for n in range(10)}) if is_wide else code
    assert read_code(layout.format(typed)) == code
    assert read_code(f"{typed[:3]} {typed[3:]}") == code


@given(st.text(max_size=12))
def test_whatever_else_is_no_code(text):
    read = read_code(text)
    assert read == "" or (len(read) == DIGITS and read.isascii() and read.isdigit())


def test_ipv6_counts_by_line():
    assert line_of("2001:db8:1:2::7") == line_of("2001:db8:1:2:ffff::1") != line_of("2001:db8:1:3::7")
    assert line_of("10.0.0.1") != line_of("10.0.0.2")
    assert line_of("") == ""


def test_house_limits_are_the_providers():
    assert NUMBER_LIMITS == PROVIDERS_LIMITS
