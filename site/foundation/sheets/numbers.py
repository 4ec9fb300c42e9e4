"""Numbers as a sheet shows them."""

import math
from datetime import datetime, timedelta

from openpyxl.utils.datetime import from_excel

from foundation.sheets.cells import Trouble, Value


def finite(number: float) -> Value:
    """The number, or Trouble where there is none."""
    return number if math.isfinite(number) else Trouble("error", "")


def shown_number(number: float, is_date: bool, digits: int, calendar: datetime) -> Value:
    """A number in the format of its cell: a date, or as text with at least `digits` digits (001101)."""
    if is_date:
        return _date(number, calendar)
    if digits > 1 and float(number).is_integer() and 0 <= number < 10**15:
        return f"{int(number):0{digits}d}"
    return finite(number)


def _date(number: float, calendar: datetime) -> Value:
    try:
        found = from_excel(number, calendar)
    except (ValueError, OverflowError):
        return finite(number)
    if isinstance(found, timedelta):
        return str(found)
    return found.date() if isinstance(found, datetime) and not (found.hour or found.minute) else found
