from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.rubric import Deduction, Item, joined_total, score, stamp

KNOCK = Item(
    "a", "敲门亮证", Decimal(60), (Deduction("没亮证", Decimal(20)), Deduction("没说来意", Decimal("30.5")))
)
NOTE = Item("b", "登记事项", Decimal(40), (Deduction("漏项", Decimal(50)),), critical="问银行卡密码")
ITEMS = [KNOCK, NOTE]


def scored(**kwargs):
    return score(ITEMS, **({"cuts": {}, "criticals": (), "pass_mark": Decimal(60)} | kwargs))


def test_nothing_ticked_is_full_marks():
    assert (scored().total, scored().passed) == (Decimal(100), True)


def test_deductions_are_summed():
    assert scored(cuts={"a": {0, 1}}).total == Decimal("49.5")


def test_an_item_never_falls_below_zero():
    assert scored(cuts={"b": {0}}).lines[1].points == Decimal(0)


def test_the_pass_mark_itself_passes():
    assert scored(cuts={"b": {0}}).passed


def test_critical_conduct_fails_whatever_the_total():
    result = scored(criticals={"b"})
    assert (result.total, result.passed) == (Decimal(100), False)


def test_an_item_without_critical_conduct_cannot_be_vetoed():
    assert scored(criticals={"a"}).passed


@pytest.mark.parametrize("place", [2, -1])
def test_an_unknown_deduction_is_refused(place):
    with pytest.raises(IndexError):
        scored(cuts={"a": {place}})


def test_five_assessors_lose_the_highest_and_the_lowest():
    assert joined_total([Decimal(n) for n in (0, 70, 80, 90, 100)]) == Decimal("80.0")


def test_four_assessors_all_count():
    assert joined_total([Decimal(n) for n in (0, 70, 80, 90)]) == Decimal("60.0")


def test_the_stamp_changes_with_words_and_points_only():
    same = [Item("a", "敲门亮证", Decimal("60.0"), KNOCK.deductions), NOTE]
    assert stamp(same, Decimal("60.0")) == stamp(ITEMS, Decimal(60))
    assert stamp(ITEMS, Decimal(61)) != stamp(ITEMS, Decimal(60))


points = st.decimals(min_value=0, max_value=100, places=1)
items = st.lists(
    st.builds(
        lambda uid, full, cuts: Item(str(uid), "x", full, tuple(Deduction("c", cut) for cut in cuts)),
        st.uuids(),
        points,
        st.lists(points, max_size=5),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda item: item.uid,
)


@given(items, st.data())
def test_a_total_stays_between_zero_and_full_and_more_ticks_never_raise_it(rubric, data):
    cuts = {
        item.uid: data.draw(st.sets(st.sampled_from(range(len(item.deductions)))))
        for item in rubric
        if item.deductions
    }
    some = score(rubric, cuts=cuts, criticals=(), pass_mark=Decimal(0)).total
    everything = {item.uid: range(len(item.deductions)) for item in rubric}
    least = score(rubric, cuts=everything, criticals=(), pass_mark=Decimal(0)).total
    assert 0 <= least <= some <= sum(item.points for item in rubric)


@given(st.lists(points, min_size=1, max_size=9))
def test_a_joined_total_lies_between_the_assessors(totals):
    assert min(totals) <= joined_total(totals) <= max(totals)
