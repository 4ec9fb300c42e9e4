"""A planned session is moved or cancelled; whoever has a seat keeps it, or gets the chance of another."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Booking, DrillSession
from courses.selectors.drills import LIVE_STATES
from courses.services.book_drill import fill_seats
from courses.services.open_session import SessionRefused
from courses.states import move_booking
from people.api import record_audit


@transaction.atomic
def move_session(
    *,
    session: DrillSession,
    actor: Any,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int,
    now: datetime,
) -> DrillSession:
    """Give a session another time, place or number of seats. Seats stay with those who hold them.

    New seats go to the waiting list. The same facts again change nothing. Side effects: one audit event.
    Raises SessionRefused when it was cancelled, somebody has checked in, it would end before it starts or lie in
    the past, or more seats are taken than would be left.
    """
    locked = _locked(session)
    facts = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "capacity": capacity}
    if all(getattr(locked, name) == value for name, value in facts.items()):
        return locked
    _refuse_move(locked, starts_at, ends_at, capacity, now)
    before = _words(locked)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*facts])
    fill_seats(session=locked, now=now)
    data = {"before": before, "after": _words(locked)}
    record_audit(actor=actor, action="courses.move_session", target=locked, unit=locked.run.unit, data=data)
    return locked


def _locked(session: DrillSession) -> DrillSession:
    rows = DrillSession.objects.select_for_update(of=("self",)).select_related("run__unit", "page")
    return rows.get(pk=session.pk)


def _words(session: DrillSession) -> str:
    return f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M} {session.place} {session.capacity}"


def _refuse_move(
    session: DrillSession, starts_at: datetime, ends_at: datetime, capacity: int, now: datetime
) -> None:
    _refuse_fixed(session)
    if ends_at <= starts_at:
        raise SessionRefused(_("The session must end after it starts."), code="ends_before_start")
    if ends_at <= now:
        raise SessionRefused(_("This time is past. Choose a later one."), code="past")
    taken = session.bookings.filter(state=Booking.State.BOOKED).count()
    if capacity < max(taken, 1):
        message = _("%(count)s seats are taken already. Leave at least as many.")
        raise SessionRefused(message % {"count": taken}, code="seats_taken")


def _refuse_fixed(session: DrillSession) -> None:
    """What was cancelled stays cancelled; where somebody came, it was held."""
    if session.cancelled_at is not None:
        raise SessionRefused(_("This session was cancelled already."), code="cancelled")
    if session.bookings.filter(attendance__isnull=False).exists():
        message = _("Somebody has checked in already, so this session stays as it is.")
        raise SessionRefused(message, code="checked_in")


@transaction.atomic
def cancel_session(*, session: DrillSession, actor: Any, reason: str, now: datetime) -> DrillSession:
    """Call a session off: all seats are given back, and their holders may book another. Twice is once.

    Side effects: one audit event with the reason. Raises SessionRefused once somebody has checked in.
    """
    locked = _locked(session)
    if locked.cancelled_at is not None:
        return locked
    seats = list(locked.bookings.select_for_update().filter(state__in=LIVE_STATES))
    _refuse_fixed(locked)
    for booking in seats:
        move_booking(booking, Booking.State.CANCELLED, now=now)
    locked.cancelled_at, locked.cancel_reason = now, reason
    locked.save(update_fields=["cancelled_at", "cancel_reason"])
    data = {"seats_given_back": len(seats)}
    record_audit(
        actor=actor, action="courses.cancel_session", target=locked, unit=locked.run.unit, reason=reason, data=data
    )
    return locked
