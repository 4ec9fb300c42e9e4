"""A learner and field drills: what is on, a seat, checking in, the result."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.models import Booking, DrillPage, DrillSession, Enrolment
from courses.rules.check_in import OPENS_BEFORE, is_check_in_open
from courses.selectors.drills import (
    LIVE_STATES,
    bookings_with_sheets,
    is_checked_in,
    is_checked_out,
    place_in_line,
    result_of,
    session_for,
    sessions_open_to,
    with_seats,
)
from courses.selectors.learning import enrolments_of
from courses.services.book_drill import book_drill, cancel_booking
from courses.services.check_in import check_in_by_code
from courses.views.answers import try_or_tell

SESSIONS_SHOWN = 60


@never_cache
@login_required
def drills(request: HttpRequest) -> HttpResponse:
    """Sessions of my runs that are not over, mine first; below, what I have done."""
    enrolments = list(enrolments_of(request.user))
    now = timezone.now()
    sessions = sessions_open_to(enrolments, now)
    mine = _bookings_by_session(enrolments)
    cards = [
        _card(session, mine.get(session.pk), now) for session in sessions.select_related("page")[:SESSIONS_SHOWN]
    ]
    context = {
        "enrolments": enrolments,
        "booked": [card for card in cards if card["is_mine"]],
        "open": [card for card in cards if not card["is_mine"]],
        "past": _past(enrolments, now),
    }
    return render(request, "courses/drills.html", context)


def _bookings_by_session(enrolments: list[Enrolment]) -> dict[int, Booking]:
    bookings = Booking.objects.filter(enrolment__in=enrolments, state__in=LIVE_STATES)
    return {booking.session_id: booking for booking in bookings}


def _past(enrolments: list[Enrolment], now: Any) -> list[dict]:
    bookings = bookings_with_sheets().filter(
        enrolment__in=enrolments, state=Booking.State.BOOKED, session__ends_at__lte=now
    )
    rows = bookings.select_related("session__page").order_by("-session__starts_at")[:SESSIONS_SHOWN]
    return [
        {
            "booking": row,
            "session": row.session,
            "result": result_of(list(row.sheets.all())),
            "came": is_checked_in(row),
        }
        for row in rows
    ]


def _card(session: DrillSession, booking: Booking | None, now: Any) -> dict:
    """A session as components/event.html wants it, with one word about its state."""
    text, kind, icon = _tag(session, booking, now)
    return {
        "session": session,
        "is_mine": booking is not None or session.cancelled_at is not None,
        "tag_text": text,
        "tag_kind": kind,
        "tag_icon": icon,
    }


def _tag(session: DrillSession, booking: Booking | None, now: Any) -> tuple[str, str, str]:
    free = session.capacity - session.taken
    if session.cancelled_at is not None:
        return pgettext("drill sessions", "Cancelled"), "bad", "x"
    if booking is not None and booking.state == Booking.State.BOOKED:
        return _("You have a seat"), "ok", "check"
    if booking is not None:
        return _("You are on the waiting list"), "lit", "wait"
    if now >= session.starts_at:
        return _("Has begun"), "", "clock"
    if free > 0:
        return _("%(count)s seats free") % {"count": free}, "", "people"
    return _("Full, waiting list open"), "", "wait"


@never_cache
@login_required
def session(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One session: when, where, who, and what I can do about it."""
    found, enrolment = session_for(request.user, uid)
    booking = bookings_with_sheets().filter(session=found, enrolment=enrolment).first()
    now = timezone.now()
    is_live = booking is not None and booking.state in LIVE_STATES
    context = {
        "session": found,
        "drill": found.page,
        "run": found.run,
        "booking": booking if is_live else None,
        "free": max(found.capacity - found.taken, 0),
        "is_booked": is_live and booking.state == Booking.State.BOOKED,
        "place": place_in_line(booking) if is_live and booking.state == Booking.State.WAITLISTED else 0,
        "came": is_live and is_checked_in(booking),
        "went": is_live and is_checked_out(booking),
        "result": result_of(list(booking.sheets.all())) if booking else None,
        "is_check_in_open": is_check_in_open(found.starts_at, found.ends_at, now),
        "opens_at": found.starts_at - OPENS_BEFORE,
        "has_begun": now >= found.starts_at or found.cancelled_at is not None,
        "is_over": now > found.ends_at or found.cancelled_at is not None,
        "others": _other_sessions(found, now) if not is_live or booking.state == Booking.State.WAITLISTED else [],
    }
    return render(request, "courses/drill_session.html", context)


def _other_sessions(session: DrillSession, now: Any) -> list[DrillSession]:
    """Sessions of the same drill in the same run that still have seats."""
    others = DrillSession.objects.filter(
        run=session.run_id, page=session.page_id, starts_at__gt=now, cancelled_at=None
    )
    rows = with_seats(others.exclude(pk=session.pk)).select_related("page")[:10]
    return [other for other in rows if other.taken < other.capacity][:3]


@require_POST
@login_required
def book(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a seat or a place in line."""
    found, enrolment = session_for(request.user, uid)
    booking = try_or_tell(
        request, book_drill, enrolment=enrolment, session=found, actor=request.user, now=timezone.now()
    )
    if booking is not None:
        is_booked = booking.state == Booking.State.BOOKED
        words = (
            _("You have a seat. See you there.") if is_booked else _("All seats are taken; you are in line now.")
        )
        messages.success(request, words)
    return redirect("drill_session", uid)


@require_POST
@login_required
def cancel(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give the seat or the place in line back."""
    found, enrolment = session_for(request.user, uid)
    booking = _my_booking(found, enrolment)
    if try_or_tell(request, cancel_booking, booking=booking, actor=request.user, now=timezone.now()):
        messages.success(request, _("Your seat is given back."))
    return redirect("drill_session", uid)


@never_cache
@login_required
def check_in(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Type the four digits, or arrive here with them from the trainer's QR code."""
    found, enrolment = session_for(request.user, uid)
    booking = _my_booking(found, enrolment)
    if request.method == "POST":
        code, now = request.POST.get("code", ""), timezone.now()
        if try_or_tell(request, check_in_by_code, booking=booking, code=code, actor=request.user, now=now):
            messages.success(request, _("You are checked in."))
            return redirect("drill_session", uid)
        return redirect("drill_check_in", uid)
    typed = request.GET.get("code", "")
    context = {
        "session": found,
        "drill": found.page,
        "code": typed if typed.isdigit() and len(typed) == 4 else "",
        "came": is_checked_in(booking),
        "is_booked": booking.state == Booking.State.BOOKED,
        "is_open": is_check_in_open(found.starts_at, found.ends_at, timezone.now()),
        "opens_at": found.starts_at - OPENS_BEFORE,
    }
    return render(request, "courses/check_in.html", context)


def _my_booking(session: DrillSession, enrolment: Enrolment) -> Booking:
    found = Booking.objects.filter(session=session, enrolment=enrolment).select_related("session").first()
    if found is None:
        raise Http404
    return found


def drill(request: HttpRequest, enrolment: Enrolment, page: DrillPage) -> HttpResponse:
    """A drill as a step of the course: briefing, how it is scored, sessions, my result. Called by DrillPage."""
    now = timezone.now()
    mine = list(bookings_with_sheets().filter(enrolment=enrolment, session__page=page).select_related("session"))
    live = {booking.session_id: booking for booking in mine if booking.state in LIVE_STATES}
    sessions = sessions_open_to([enrolment], now).filter(page=page)
    cards = [_card(session, live.get(session.pk), now) for session in sessions.select_related("page")[:20]]
    results = [
        result_of(list(booking.sheets.all())) for booking in sorted(mine, key=lambda b: b.session.starts_at)
    ]
    context = {
        "run": enrolment.run,
        "drill": page,
        "items": list(page.rubric_items.all()),
        "cards": sorted(cards, key=lambda card: not card["is_mine"]),
        "result": next((result for result in reversed(results) if result), None),
        "is_done": enrolment.completions.filter(step=page.pk).exists(),
        "points": sum(item.points for item in page.rubric_items.all()),
    }
    return render(request, "courses/drill.html", context)
