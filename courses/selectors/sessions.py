"""Drill sessions as staff see them: which ones wait for what."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from courses.models import Attendance, Booking, DrillSession
from courses.selectors.drills import sessions_taught_by

WEEK, COMING, UNSCORED, PAST, CANCELLED = "week", "coming", "unscored", "past", "cancelled"
SHOWN = (
    (COMING, pgettext_lazy("drill sessions", "To come")),
    (WEEK, pgettext_lazy("drill sessions", "This week")),
    (UNSCORED, pgettext_lazy("drill sessions", "To score")),
    (PAST, pgettext_lazy("drill sessions", "Over")),
    (CANCELLED, pgettext_lazy("drill sessions", "Cancelled")),
)
_RUNNING, _LATER, _OVER = 0, 1, 2


def week_of(now: datetime) -> tuple[datetime, datetime]:
    """The local Monday at midnight before `now`, and the next one."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    return monday, monday + timedelta(days=7)


def sessions_for(user: Any, show: str, now: datetime) -> "QuerySet[DrillSession]":
    """The sessions that the user may run and that fit `show`, in the order in which they are looked for."""
    sessions = sessions_taught_by(user)
    if show == CANCELLED:
        return sessions.exclude(cancelled_at=None).order_by("-starts_at", "-pk")
    return _ORDERED[show](sessions.filter(cancelled_at=None), now)


def _this_week(sessions: "QuerySet[DrillSession]", now: datetime) -> "QuerySet[DrillSession]":
    """Those that are on come first, then those to come, then those that are over."""
    monday, next_monday = week_of(now)
    place = Case(
        When(starts_at__gt=now, then=Value(_LATER)),
        When(ends_at__lte=now, then=Value(_OVER)),
        default=Value(_RUNNING),
    )
    found = sessions.filter(starts_at__gte=monday, starts_at__lt=next_monday)
    return found.annotate(place_in_week=place).order_by("place_in_week", "starts_at", "pk")


def _to_score(sessions: "QuerySet[DrillSession]", now: datetime) -> "QuerySet[DrillSession]":
    """Begun, and somebody who came has no sheet yet."""
    came = Attendance.objects.filter(booking=OuterRef("pk"), kind=Attendance.Kind.CHECK_IN)
    waiting = Booking.objects.filter(Exists(came), session=OuterRef("pk"), state=Booking.State.BOOKED, sheets=None)
    return sessions.filter(Exists(waiting), starts_at__lte=now).order_by("starts_at", "pk")


_ORDERED = {
    WEEK: _this_week,
    UNSCORED: _to_score,
    COMING: lambda sessions, now: sessions.filter(ends_at__gt=now).order_by("starts_at", "pk"),
    PAST: lambda sessions, now: sessions.filter(ends_at__lte=now).order_by("-starts_at", "-pk"),
}


def with_figures(sessions: "QuerySet[DrillSession]") -> "QuerySet[DrillSession]":
    """Add `taken`, `came` and `scored`: seats booked, people who came, people with a sheet."""
    booked = Q(bookings__state=Booking.State.BOOKED)
    return sessions.annotate(
        taken=Count("bookings", filter=booked, distinct=True),
        came=Count("bookings", filter=booked & Q(bookings__attendance__kind="check_in"), distinct=True),
        scored=Count("bookings", filter=Q(bookings__sheets__isnull=False), distinct=True),
    )
