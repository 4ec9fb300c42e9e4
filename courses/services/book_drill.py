from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Booking, DrillSession, Enrolment
from courses.states import move_booking
from foundation.api import GridschoolError

State = Booking.State


class BookingRefused(GridschoolError):
    """This seat cannot be taken or given back."""

    status = 409


@transaction.atomic
def book_drill(*, enrolment: Enrolment, session: DrillSession, actor: Any, now: datetime) -> Booking:
    """Take a seat, or a place on the waiting list when all are taken. Asking twice gives the same booking.

    The session's row is locked, so the last seat goes to one person only.

    Raises BookingRefused when the session belongs to another run, has begun, the drill is passed already, or a
    seat is held in another session of the same drill.
    """
    locked = DrillSession.objects.select_for_update().get(pk=session.pk)
    existing = Booking.objects.filter(session=locked, enrolment=enrolment).first()
    if existing is not None and existing.state != State.CANCELLED:
        return existing
    _refuse_unbookable(enrolment, locked, now)
    state = State.BOOKED if _has_room(locked) else State.WAITLISTED
    if existing is None:
        return Booking.objects.create(session=locked, enrolment=enrolment, state=state, queued_at=now)
    move_booking(existing, state, now=now)
    return existing


def _has_room(session: DrillSession) -> bool:
    return session.bookings.filter(state=State.BOOKED).count() < session.capacity


def _refuse_unbookable(enrolment: Enrolment, session: DrillSession, now: datetime) -> None:
    if enrolment.run_id != session.run_id or enrolment.state == Enrolment.State.WITHDRAWN:
        raise BookingRefused(_("This session belongs to another run."), code="other_run")
    if session.cancelled_at is not None:
        raise BookingRefused(_("This session was cancelled. Choose another one."), code="session_cancelled")
    if now >= session.starts_at:
        raise BookingRefused(_("This session has begun. Choose another one."), code="session_begun")
    if enrolment.completions.filter(step=session.page_id).exists():
        raise BookingRefused(_("You have passed this drill already."), code="already_passed")
    others = Booking.objects.filter(enrolment=enrolment, session__page=session.page_id, session__ends_at__gt=now)
    if others.exclude(state=State.CANCELLED).exclude(session=session).exists():
        message = _("You hold a seat in another session of this drill. Give that one back first.")
        raise BookingRefused(message, code="seat_elsewhere")


@transaction.atomic
def cancel_booking(*, booking: Booking, actor: Any, now: datetime) -> Booking:
    """Give a seat or a place in line back; the first on the waiting list moves up. Twice is once.

    Raises BookingRefused once the learner has checked in, or when the session is over.
    """
    session = DrillSession.objects.select_for_update().get(pk=booking.session_id)
    locked = Booking.objects.select_for_update().get(pk=booking.pk)
    if locked.state == State.CANCELLED:
        return locked
    if locked.attendance.exists():
        raise BookingRefused(_("You have checked in already, so the seat is yours."), code="checked_in")
    if now > session.ends_at:
        raise BookingRefused(_("This session is over."), code="session_over")
    move_booking(locked, State.CANCELLED, now=now)
    fill_seats(session=session, now=now)
    return locked


def fill_seats(*, session: DrillSession, now: datetime) -> list[Booking]:
    """Move people up from the waiting list while there are seats; returns them. The caller holds the session."""
    free = session.capacity - session.bookings.filter(state=State.BOOKED).count()
    moved = list(session.bookings.filter(state=State.WAITLISTED)[: max(free, 0)])
    for booking in moved:
        move_booking(booking, State.BOOKED, now=now)
    return moved
