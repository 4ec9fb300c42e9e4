"""How long a login may rest (等保 level 2, domain reference 4.7). Pure.

The desk, /admin/, holds everybody's data: it closes after `desk`. A trainer stands on the drill ground with the
phone in a pocket while people practise; staff sit exams, too: outside the desk their login rests up to `field`.
Whoever comes from there to the desk after a pause longer than `desk` signs in again, so that nothing but the
password opens a desk that has closed. Learners may rest up to `learner`.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

# What was seen is written down so coarsely, and at least once in that part of the limit.
COARSE = timedelta(minutes=10)
STEPS = 30


class Pause(Enum):
    """What follows from a pause."""

    NONE = "none"
    DESK = "desk"  # the desk is closed, the rest goes on
    OVER = "over"


@dataclass(frozen=True)
class Limits:
    desk: timedelta
    field: timedelta
    learner: timedelta

    @property
    def longest(self) -> timedelta:
        return max(self.desk, self.field, self.learner)


def pause_after(idle: timedelta, *, is_staff: bool, limits: Limits) -> Pause:
    """What a pause of this length means."""
    if idle > (limits.field if is_staff else limits.learner):
        return Pause.OVER
    return Pause.DESK if is_staff and idle > limits.desk else Pause.NONE


def is_worth_noting(idle: timedelta, *, is_staff: bool, limits: Limits) -> bool:
    """Whether so much time has passed that being seen is written down."""
    limit = limits.desk if is_staff else limits.learner
    return idle >= min(limit / STEPS, COARSE)
