from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.marking import grade, marks
from exams.services.record_answers import Answer
from exams.states import Marking

LETTERS = "ABCDE"
keys = st.sets(st.sampled_from(LETTERS), min_size=1)
choices = st.sets(st.sampled_from(LETTERS))
policies = st.sampled_from(Marking.values)
points = st.decimals("0.5", "20", places=1)


@pytest.mark.parametrize(
    ("key", "chosen", "expected"),
    [
        ("ABD", "ABD", "2"),
        ("ABD", "AB", "1"),
        ("ABD", "A", "0.5"),
        ("ABD", "ABC", "0"),
        ("ABD", "", "0"),
        ("ABCD", "ABC", "1.5"),
        ("AC", "C", "0.5"),
        ("AC", "ABCDE", "0"),
    ],
)
def test_national_partial_follows_the_vectors_of_the_rule(key, chosen, expected):
    fraction = grade(Marking.NATIONAL_PARTIAL, key=set(key), chosen=set(chosen))
    assert marks(fraction, Decimal(2)) == Decimal(expected)


def test_national_partial_gives_a_quarter_of_any_full_mark():
    fraction = grade(Marking.NATIONAL_PARTIAL, key={"A", "B", "D"}, chosen={"A", "B"})
    assert marks(fraction, Decimal(6)) == Decimal(3)


@pytest.mark.parametrize(
    ("policy", "chosen", "expected"),
    [
        (Marking.EXACT, "A", "0"),
        (Marking.EXACT, "ABC", "1"),
        (Marking.ALL_OR_NOTHING, "AB", "0"),
        (Marking.ALL_OR_NOTHING, "ABC", "1"),
        (Marking.HALF_IF_SUBSET, "A", "0.5"),
        (Marking.HALF_IF_SUBSET, "AD", "0"),
        (Marking.PROPORTIONAL, "A", "0.3333"),
        (Marking.PROPORTIONAL, "AB", "0.6667"),
        (Marking.PROPORTIONAL, "ABC", "1"),
    ],
)
def test_each_policy_grades_parts_of_the_key_its_own_way(policy, chosen, expected):
    assert grade(policy, key=set("ABC"), chosen=set(chosen)) == Decimal(expected)


@given(policy=policies, key=keys, chosen=choices, full=points)
def test_marks_are_never_negative_and_never_over_the_full_mark(policy, key, chosen, full):
    assert Decimal(0) <= marks(grade(policy, key=key, chosen=chosen), full) <= full


@given(policy=policies, key=keys, chosen=choices)
def test_a_wrong_option_or_none_gives_nothing(policy, key, chosen):
    if not chosen or chosen - key:
        assert grade(policy, key=key, chosen=chosen) == 0


@given(policy=policies, key=keys, full=points)
def test_the_whole_key_gives_the_full_mark(policy, key, full):
    assert marks(grade(policy, key=key, chosen=key), full) == full


@given(chosen=st.permutations(LETTERS), count=st.integers(0, 5))
def test_the_order_of_choosing_does_not_matter(chosen, count):
    picked = chosen[:count]
    assert Answer(1, 1, tuple(picked)).response == Answer(1, 1, tuple(reversed(picked))).response


@given(policy=policies, key=keys, chosen=choices)
def test_a_larger_part_of_the_key_never_earns_less(policy, key, chosen):
    part = chosen & key
    assert grade(policy, key=key, chosen=part) <= grade(policy, key=key, chosen=key)


def test_an_unknown_policy_and_an_empty_key_are_refused():
    with pytest.raises(KeyError):
        grade("by_weather", key={"A"}, chosen={"A"})
    with pytest.raises(ValueError, match="without a right option"):
        grade(Marking.EXACT, key=set(), chosen={"A"})
