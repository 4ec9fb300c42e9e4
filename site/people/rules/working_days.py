"""Working days by the State Council's calendar, make-up Saturdays included."""

from datetime import date, timedelta

import chinese_calendar

ANSWER_WORKING_DAYS = 15  # within which a request about one's own data is answered (domain reference 4.6)


def add_working_days(start: date, count: int) -> date:
    """The day on which `count` working days after `start` end; the day of the request itself does not count."""
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; below 0 when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def is_working_day(day: date) -> bool:
    """By the holiday calendar; in years that it does not know yet, Monday to Friday."""
    return chinese_calendar.is_workday(day) if is_known(day) else day.weekday() < 5


def is_known(day: date) -> bool:
    """Whether the holidays of the day's year were published when the calendar was made."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True
