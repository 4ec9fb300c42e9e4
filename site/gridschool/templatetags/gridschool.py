"""Template tags and filters of the shared look: icons, dates, hours, the ring and the seats.

Load with ``{% load gridschool %}``. The Wagtail admin has an ``icon`` tag of its own; in an admin template
load this library last, or take single names: ``{% load hours cn_date from gridschool %}``.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.utils import dateformat, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

register = template.Library()

# More squares than this say nothing; the count in words stands alone.
SEATS_DRAWN_AT_MOST = 60
_SYMBOL = re.compile(r'<symbol id="([a-z]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@register.simple_tag
@cache
def icon(name: str, label: str = "") -> SafeString:
    """Draw the symbol ``name`` of icons.svg; silent to screen readers unless it has a ``label``.

    The shape stands in the page: no request, nothing that flickers, and it is there where no picture loads.
    """
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    shape = mark_safe(_shapes().get(name, ""))  # noqa: S308  our own file
    return format_html('<svg class="i" viewBox="0 0 24 24" width="24" height="24" {}>{}</svg>', said, shape)


@cache
def _shapes() -> dict[str, str]:
    """What stands in each symbol of icons.svg."""
    source = Path(str(finders.find("gridschool/icons.svg"))).read_text(encoding="utf-8")
    return {name: shape.strip() for name, shape in _SYMBOL.findall(source)}


@register.filter
def name_parts(name: str) -> SafeString:
    """Write a person's name so that a line ends after the dot between its parts and never begins with one."""
    *heads, tail = str(name).split("·")
    if not heads:
        return format_html("{}", tail)
    return format_html_join("", '<span class="name-part">{}</span>', [*((f"{head}·",) for head in heads), (tail,)])


@register.filter
def hours(value: Decimal | int | float | str | None) -> str:
    """Write hours or marks without idle zeros: 1.50 as 1.5, 8.00 as 8, nothing as 0."""
    text = f"{Decimal(str(value or 0)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def percent(fraction: Decimal | float | None) -> str:
    """Write a fraction between 0 and 1 as whole per cent, rounded down so that 99.9 is never 100."""
    return f"{int(Decimal(str(fraction or 0)) * 100)}%"


@register.filter
def minutes(value: int | None) -> str:
    """Write whole minutes with their unit: 45 分钟."""
    count = int(value or 0)
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


@register.filter
def duration(seconds: int | None) -> str:
    """Write seconds in minutes and seconds: 43 分 12 秒; without the seconds when there are none."""
    whole, rest = divmod(int(seconds or 0), 60)
    if not rest:
        return minutes(whole)
    return _("%(minutes)d min %(seconds)d s") % {"minutes": whole, "seconds": rest}


@register.filter
def clock(seconds: int | None) -> str:
    """Write seconds as a running clock: 48:12, or 1:05:09 from one hour on."""
    whole, rest = divmod(max(int(seconds or 0), 0), 60)
    hour, minute = divmod(whole, 60)
    return f"{hour}:{minute:02d}:{rest:02d}" if hour else f"{minute:02d}:{rest:02d}"


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """Write a day with its year: 2026年1月5日, in English 5 Jan 2026. Datetimes in local time."""
    return _dated(value, pgettext("date format", "j M Y"))


@register.filter
def cn_day(value: date | datetime | None) -> str:
    """Write a day with its weekday and without a year: 11月28日 周六, in English Sat 28 Nov."""
    if not value:
        return ""
    local = _local(value)
    day = dateformat.format(local, pgettext("date format", "j M"))
    return pgettext("day", "%(weekday)s %(day)s") % {"weekday": weekday(local), "day": day}


@register.filter
def cn_month_day(value: date | datetime | None) -> str:
    """Write a day without weekday and year, where little room is: 11月28日, in English 28 Nov."""
    return _dated(value, pgettext("date format", "j M"))


@register.filter
def cn_month(value: date | datetime | None) -> str:
    """Write a month: 11月, in English Nov."""
    return _dated(value, pgettext("date format", "M"))


@register.filter
def cn_time(value: datetime | time | None) -> str:
    """Write a time of day: 9:00, 14:30. Datetimes in local time."""
    if not value:
        return ""
    local = value if isinstance(value, time) else _local(value)
    return dateformat.time_format(local, "G:i")


@register.filter
def cn_moment(value: datetime | None) -> str:
    """Write a day and a time with its year: 2026年11月22日 10:52, in English 22 Nov 2026 10:52."""
    return f"{cn_date(value)} {cn_time(value)}" if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """Write the weekday in its short form: 周六, in English Sat."""
    if not value:
        return ""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[_local(value).weekday()]


@register.inclusion_tag("components/ring.html")
def ring(online: Decimal, drill: Decimal, required: Decimal | None = None) -> dict[str, Any]:
    """Draw the ring of hours. ``required`` 0 or None draws the shares of what was earned."""
    total = online + drill
    whole = required or total or Decimal(1)
    return {
        "online": online,
        "drill": drill,
        "total": total,
        "required": required,
        "missing": max((required or Decimal(0)) - total, Decimal(0)),
        "online_share": _share(online, whole),
        "total_share": _share(total, whole),
    }


@register.inclusion_tag("components/seats.html")
def seats(taken: int, capacity: int, mine: bool = False) -> dict[str, Any]:
    """Draw the seats of a drill as panes; ``mine`` lights the last taken one."""
    taken = min(taken, capacity)
    drawn = ["on"] * taken + [""] * (capacity - taken)
    if mine and taken:
        drawn[taken - 1] = "me"
    return {"seats": drawn if capacity <= SEATS_DRAWN_AT_MOST else []}


def _share(part: Decimal, whole: Decimal) -> str:
    """Give a part in hundredths of the ring, at most 100, with a point in every language."""
    return f"{min(part / whole * 100, Decimal(100)):.1f}"


def _dated(value: date | datetime | None, pattern: str) -> str:
    return dateformat.format(_local(value), pattern) if value else ""


def _local(value: Any) -> Any:
    """Turn an aware datetime into local time; leave dates and naive times alone."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
