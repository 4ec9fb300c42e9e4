"""How minutes become credit hours."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.hours import HourRule, hours_for

RULES = st.builds(
    HourRule,
    minutes_per_hour=st.sampled_from([30, 45, 60]),
    rounding=st.sampled_from(["floor_0.5", "floor_0.1", "exact"]),
    factor=st.decimals(min_value=Decimal("0.1"), max_value=Decimal(2), places=2),
    day_cap=st.decimals(min_value=Decimal(0), max_value=Decimal(12), places=1),
)


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [(0, "0"), (22, "0"), (23, "0.5"), (45, "1"), (67, "1"), (68, "1.5"), (135, "3")],
)
def test_school_hours_of_45_minutes_are_cut_to_halves(minutes: int, hours: str) -> None:
    assert hours_for(minutes, HourRule()) == Decimal(hours)


def test_a_full_day_cuts_what_comes_after() -> None:
    assert hours_for(90, HourRule(), already_today=Decimal("7.5")) == Decimal("0.5")
    assert hours_for(90, HourRule(), already_today=Decimal(8)) == 0


def test_exact_rounding_goes_to_a_hundredth() -> None:
    assert hours_for(50, HourRule(rounding="exact")) == Decimal("1.11")


@given(minutes=st.integers(0, 2000), rule=RULES, already=st.decimals(min_value=0, max_value=20, places=2))
def test_hours_are_never_negative_and_never_over_the_cap(minutes: int, rule: HourRule, already: Decimal) -> None:
    hours = hours_for(minutes, rule, already)
    assert hours >= 0
    assert hours + already <= max(rule.day_cap, already)


@given(minutes=st.integers(0, 2000), more=st.integers(0, 500), rule=RULES)
def test_more_minutes_never_give_fewer_hours(minutes: int, more: int, rule: HourRule) -> None:
    assert hours_for(minutes + more, rule) >= hours_for(minutes, rule)
