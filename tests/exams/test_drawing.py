from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.drawing import Draw, PoolTooSmall, draw_questions, option_order


def test_the_same_seed_draws_the_same_questions():
    draws = [Draw(range(100), 10), Draw(range(20), 5)]
    assert draw_questions(Random(7), fixed=[1], draws=draws) == draw_questions(Random(7), fixed=[1], draws=draws)


@given(
    seed=st.integers(0, 10_000),
    narrow=st.integers(0, 5),
    wide=st.integers(0, 10),
    fixed=st.sets(st.integers(0, 4)),
)
def test_no_question_comes_twice(seed, narrow, wide, fixed):
    draws = [Draw(range(20), wide), Draw(range(10), narrow)]
    drawn = draw_questions(Random(seed), fixed=fixed, draws=draws)
    every = [*fixed, *drawn[0], *drawn[1]]
    assert len(every) == len(set(every))
    assert [len(ids) for ids in drawn] == [wide, narrow]


@given(seed=st.integers(0, 1000))
def test_a_draw_from_anywhere_leaves_a_topic_what_it_needs(seed):
    wide, narrow = draw_questions(Random(seed), fixed=[], draws=[Draw(range(6), 4), Draw(range(2), 2)])
    assert set(narrow) == {0, 1}
    assert set(wide) == {2, 3, 4, 5}


def test_a_bank_too_small_is_told_with_its_numbers():
    with pytest.raises(PoolTooSmall) as refused:
        draw_questions(Random(1), fixed=[1], draws=[Draw(range(9), 2), Draw(range(3), 3)])
    assert (refused.value.index, refused.value.wanted, refused.value.left) == (1, 3, 2)


def test_options_are_shuffled_unless_they_are_fixed():
    orders = {option_order(Random(seed), "ABCDE", is_fixed=False) for seed in range(50)}
    assert len(orders) > 10
    assert all(sorted(order) == list("ABCDE") for order in orders)
    assert option_order(Random(3), "AB", is_fixed=True) == "AB"
