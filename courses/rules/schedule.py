"""Whether a run keeps pace with its dates. Pure: shares are fractions from 0 to 1."""

from datetime import date
from fractions import Fraction

# So much of the whole may be missing before a run is said to be behind: people study in bursts.
LAG = Fraction(1, 5)


def share_elapsed(starts_on: date, ends_on: date, today: date) -> Fraction:
    """How much of the period is over when `today` begins: 0 on the first day, 1 from the day after the last."""
    days = (ends_on - starts_on).days + 1
    return min(max(Fraction((today - starts_on).days, days), Fraction(0)), Fraction(1))


def share_done(done: int, wanted: int) -> Fraction:
    """How much of the steps that all the learners together have to do is done; 1 when there is nothing to do."""
    return min(Fraction(done, wanted), Fraction(1)) if wanted else Fraction(1)


def is_behind(*, elapsed: Fraction, done: Fraction) -> bool:
    """Whether what is done lags behind the time that has gone by more than LAG."""
    return elapsed - done > LAG
