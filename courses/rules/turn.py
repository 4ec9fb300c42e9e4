"""Which of several runs to go on with."""

from datetime import date

_RUNNING, _OVER, _TO_COME = range(3)


def turn(*, starts_on: date, ends_on: date, today: date) -> tuple[int, int]:
    """A key by which runs that are still studied take their turn, smallest first.

    First what runs, the nearest end before the others; then what is over, the latest end first, since it may still
    be caught up with; last what is to come, the nearest beginning first. Both days belong to the run.
    """
    if starts_on > today:
        return _TO_COME, starts_on.toordinal()
    if ends_on < today:
        return _OVER, -ends_on.toordinal()
    return _RUNNING, ends_on.toordinal()
