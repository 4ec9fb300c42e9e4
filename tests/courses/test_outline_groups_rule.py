"""A long course in handfuls."""

from types import SimpleNamespace

import pytest

from courses.rules.outline import DONE, NOW, OPEN
from courses.rules.outline_groups import step_groups


def rows(total: int, done: int) -> list[SimpleNamespace]:
    states = [DONE] * done + [NOW][: total - done] + [OPEN] * (total - done - 1)
    return [SimpleNamespace(state=state) for state in states]


@pytest.mark.parametrize("total", [0, 1, 14])
def test_a_short_course_is_not_folded(total: int) -> None:
    assert step_groups(rows(total, 0)) == []


def test_sixty_steps_are_six_tens_and_the_one_that_waits_is_open() -> None:
    groups = step_groups(rows(60, 26))
    assert [(group.first, group.last, group.done) for group in groups] == [
        (1, 10, 10),
        (11, 20, 10),
        (21, 30, 6),
        (31, 40, 0),
        (41, 50, 0),
        (51, 60, 0),
    ]
    assert [group.is_open for group in groups] == [False, False, True, False, False, False]


def test_a_finished_course_opens_at_its_beginning_and_no_group_is_tiny() -> None:
    groups = step_groups(rows(22, 22))
    assert [(group.first, group.last, group.is_open) for group in groups] == [(1, 10, True), (11, 22, False)]
