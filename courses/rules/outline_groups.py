"""A long course in handfuls: nobody looks through sixty lines on a phone. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from courses.rules.outline import DONE, NOW

# As many steps fit without folding; a longer course is folded by tens.
UNFOLDED_AT_MOST = 14
GROUP_SIZE = 10


@dataclass(frozen=True)
class StepGroup:
    """Steps `first` to `last`, counted from 1; `is_open` where the reader should look."""

    first: int
    last: int
    rows: Sequence[Any]
    is_open: bool

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        return sum(row.state == DONE for row in self.rows)


def step_groups(rows: Sequence[Any]) -> list[StepGroup]:
    """Rows with a `state`, by tens: open is the ten with the step that waits; without one, the first.

    Nothing for a course that needs no folding. No group holds less than three steps.
    """
    if len(rows) <= UNFOLDED_AT_MOST:
        return []
    starts = list(range(0, len(rows), GROUP_SIZE))
    if len(rows) - starts[-1] < 3:
        starts.pop()
    ends = [*starts[1:], len(rows)]
    parts = [rows[start:end] for start, end in zip(starts, ends, strict=True)]
    waiting = next((n for n, part in enumerate(parts) if any(row.state == NOW for row in part)), 0)
    return [
        StepGroup(start + 1, end, part, n == waiting)
        for n, (start, end, part) in enumerate(zip(starts, ends, parts, strict=True))
    ]
