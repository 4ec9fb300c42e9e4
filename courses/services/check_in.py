from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Attendance, Booking
from courses.rules.check_in import SLOT_SECONDS, is_check_in_open, is_code
from courses.states import move_booking
from foundation.api import GridschoolError

# Four digits are ten thousand guesses; so many of them are allowed in five minutes.
WRONG_CODES_PER_SLOT = 8


class CheckInRefused(GridschoolError):
    """Coming or going cannot be written down like this."""

    status = 409


@transaction.atomic
def check_in(*, booking: Booking, how: str, actor: Any, now: datetime) -> Attendance:
    """Write down that a learner came. Twice is once; the first row stays.

    A trainer may let somebody from the waiting list in: the seat is there once they stand before you.

    Raises CheckInRefused for a cancelled booking, and, before half an hour before the start or after the end,
    to learners (a trainer may tick the roster later).
    """
    locked = _locked(booking)
    existing = locked.attendance.filter(kind=Attendance.Kind.CHECK_IN).first()
    if existing is not None:
        return existing
    if locked.state == Booking.State.CANCELLED:
        raise CheckInRefused(_("This seat was given back. Book again or ask the trainer."), code="cancelled")
    if how == Attendance.How.CODE:
        _refuse_learner(locked, now)
    move_booking(locked, Booking.State.BOOKED, now=now)
    return Attendance.objects.create(booking=locked, kind=Attendance.Kind.CHECK_IN, how=how, actor=actor)


def _refuse_learner(booking: Booking, now: datetime) -> None:
    session = booking.session
    if booking.state != Booking.State.BOOKED:
        message = _("You are still on the waiting list. If there is room, the trainer can let you in.")
        raise CheckInRefused(message, code="waitlisted")
    if not is_check_in_open(session.starts_at, session.ends_at, now):
        message = _("Check-in opens half an hour before the start and ends with the session.")
        raise CheckInRefused(message, code="not_open")


def check_in_by_code(*, booking: Booking, code: str, actor: Any, now: datetime) -> Attendance:
    """Check a learner in by the four digits that the trainer shows.

    Raises CheckInRefused for a wrong code, and after eight wrong ones within five minutes for any code.
    """
    key = f"check-in:{booking.pk}:{int(now.timestamp()) // SLOT_SECONDS}"
    cache.add(key, 0, SLOT_SECONDS)
    if cache.get(key, 0) >= WRONG_CODES_PER_SLOT:
        raise CheckInRefused(_("Too many wrong codes. Ask the trainer to tick you off."), code="too_many_codes")
    if not is_code(booking.session.code_seed, code, now):
        cache.incr(key)
        message = _("This code is not right. It changes every five minutes; look at the trainer's screen again.")
        raise CheckInRefused(message, code="wrong_code")
    return check_in(booking=booking, how=Attendance.How.CODE, actor=actor, now=now)


@transaction.atomic
def check_out(*, booking: Booking, how: str, actor: Any, now: datetime) -> Attendance:
    """Write down that a learner went. Twice is once.

    Raises CheckInRefused for somebody who never came.
    """
    locked = _locked(booking)
    events = {event.kind: event for event in locked.attendance.all()}
    if Attendance.Kind.CHECK_IN not in events:
        raise CheckInRefused(_("Check in first."), code="not_checked_in")
    existing = events.get(Attendance.Kind.CHECK_OUT)
    return existing or Attendance.objects.create(
        booking=locked, kind=Attendance.Kind.CHECK_OUT, how=how, actor=actor
    )


def _locked(booking: Booking) -> Booking:
    return Booking.objects.select_for_update(of=("self",)).select_related("session").get(pk=booking.pk)
