"""The doors of the state machines: nobody else assigns `.state`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Booking, Enrolment, Run
from courses.signals import run_completed
from foundation.api import GridschoolError
from people.api import record_audit


class StateRefused(GridschoolError):
    """The thing is not in a state in which this can be done."""

    status = 409


def complete_enrolment(enrolment: Enrolment, *, now: datetime, actor: Any) -> None:
    """active -> completed. Sends `run_completed` on commit. Does nothing when already completed.

    Raises StateRefused for a withdrawn enrolment.
    """
    if enrolment.state == Enrolment.State.COMPLETED:
        return
    if enrolment.state == Enrolment.State.WITHDRAWN:
        raise StateRefused(_("This person has been taken off the list of this run."), code="withdrawn")
    enrolment.state = Enrolment.State.COMPLETED
    enrolment.completed_at = now
    enrolment.save(update_fields=["state", "completed_at"])
    facts = {"enrolment_id": enrolment.pk, "actor_id": getattr(actor, "pk", None)}
    transaction.on_commit(lambda: run_completed.send_robust(sender=Enrolment, **facts))


def withdraw_enrolment(enrolment: Enrolment, *, actor: Any, reason: str) -> None:
    """active -> withdrawn, with a reason in the audit log. What was learned stays.

    Raises StateRefused for a completed enrolment.
    """
    if enrolment.state == Enrolment.State.WITHDRAWN:
        return
    if enrolment.state == Enrolment.State.COMPLETED:
        raise StateRefused(_("People who have completed the run stay on its list."), code="already_completed")
    enrolment.state = Enrolment.State.WITHDRAWN
    enrolment.save(update_fields=["state"])
    record_audit(
        actor=actor,
        action="courses.withdraw",
        target=enrolment,
        unit=enrolment.run.unit,
        reason=reason,
    )


def move_run(run: Run, to: str, *, actor: Any, reason: str) -> bool:
    """open -> closed and back, with a reason in the audit log. Whether anything changed.

    The caller holds the run's row.
    """
    if run.state == to:
        return False
    run.state = to
    run.save(update_fields=["state"])
    deed = "courses.close_run" if to == Run.State.CLOSED else "courses.reopen_run"
    record_audit(actor=actor, action=deed, target=run, unit=run.unit, reason=reason)
    return True


_BOOKING_MOVES = {
    (Booking.State.BOOKED, Booking.State.CANCELLED),
    (Booking.State.WAITLISTED, Booking.State.CANCELLED),
    (Booking.State.WAITLISTED, Booking.State.BOOKED),
    (Booking.State.CANCELLED, Booking.State.BOOKED),
    (Booking.State.CANCELLED, Booking.State.WAITLISTED),
}


def move_booking(booking: Booking, to: str, *, now: datetime) -> None:
    """Move a seat between booked, waitlisted and cancelled; to the state it has already: nothing happens.

    The caller holds the session's row. `queued_at` says since when a booking stands in line.
    Raises StateRefused for a move that does not exist.
    """
    if booking.state == to:
        return
    if (booking.state, to) not in _BOOKING_MOVES:
        raise StateRefused(_("This seat cannot change like that."), code="booking_move")
    if booking.state == Booking.State.CANCELLED:
        booking.queued_at = now
    booking.state = to
    booking.save(update_fields=["state", "queued_at", "changed_at"])
