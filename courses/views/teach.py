"""A trainer's phone on the drill ground: sessions, the roster, the code, scoring."""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.forms import SessionForm
from courses.models import Attendance, Booking, DrillSession, RubricSheet
from courses.rules import rubric
from courses.rules.check_in import code_at, seconds_shown
from courses.selectors.drills import (
    bookings_with_sheets,
    get_taught_session,
    is_checked_in,
    is_checked_out,
    result_of,
    rubric_of,
    sessions_taught_by,
    with_seats,
)
from courses.services.check_in import check_in, check_out
from courses.services.open_session import open_session
from courses.services.score_drill import score_drill
from courses.views.answers import try_form, try_or_tell
from foundation.api import GridschoolError
from people.api import require_staff

DAYS_BACK, DAYS_AHEAD = 14, 60
SESSIONS_SHOWN = 100
NOTE_CHARACTERS = 300
JSON = "application/json"  # what score.js asks for


@never_cache
@require_staff()
def teach_home(request: HttpRequest) -> HttpResponse:
    """Today's sessions, those to come, and those just past."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = today + timedelta(days=1)
    since, until = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    near = sessions_taught_by(request.user).filter(cancelled_at=None, starts_at__gte=since, starts_at__lt=until)
    sessions = list(with_seats(near).order_by("starts_at", "pk")[:SESSIONS_SHOWN])
    context = {
        "now": timezone.localtime(),
        "today": [s for s in sessions if today <= s.starts_at < tomorrow],
        "later": [s for s in sessions if s.starts_at >= tomorrow],
        "past": [s for s in reversed(sessions) if s.starts_at < today],
    }
    return render(request, "courses/teach/home.html", context)


@never_cache
@require_staff()
def new_session(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    form = SessionForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        session = try_form(form, open_session, actor=request.user, **_session_facts(form))
        if session is not None:
            messages.success(request, _("The session is planned. Learners can book now."))
            return redirect("teach_session", session.uid)
    status = 422 if form.errors else 200
    return render(request, "courses/teach/new_session.html", {"form": form}, status=status)


def _session_facts(form: SessionForm) -> dict[str, Any]:
    run, page = form.chosen()
    return {"uid": form.cleaned_data["uid"], "run": run, "page": page} | form.facts()


@never_cache
@require_staff()
def session(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The roster of a session."""
    found = get_taught_session(request.user, uid)
    rows = _roster(found)
    seated = [row for row in rows if row["booking"].state == Booking.State.BOOKED]
    context = {
        "session": found,
        "run": found.run,
        "drill": found.page,
        "has_scripts": found.page.scripts.exists(),
        "seated": seated,
        "waiting": [row for row in rows if row["booking"].state == Booking.State.WAITLISTED],
        "came": sum(row["came"] for row in seated),
        "scored": sum(row["result"] is not None for row in seated),
        "now_url": next((_score_url(row) for row in seated if row["came"] and row["result"] is None), ""),
    }
    return render(request, "courses/teach/session.html", context)


def _roster(session: DrillSession) -> list[dict[str, Any]]:
    bookings = bookings_with_sheets().filter(session=session).exclude(state=Booking.State.CANCELLED)
    rows = bookings.select_related("enrolment__person__unit").order_by("queued_at", "pk")
    return [
        {
            "booking": booking,
            "person": booking.enrolment.person,
            "came": is_checked_in(booking),
            "went": is_checked_out(booking),
            "result": result_of(list(booking.sheets.all())),
        }
        for booking in rows
    ]


def _score_url(row: dict[str, Any]) -> str:
    return reverse("teach_score", args=[row["booking"].uid])


@never_cache
@require_staff()
def scripts(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The scripts of the drill, for those who play the residents: to read out, or to print."""
    found = get_taught_session(request.user, uid)
    context = {"session": found, "drill": found.page, "scripts": list(found.page.scripts.all())}
    return render(request, "courses/teach/scripts.html", context)


@never_cache
@require_staff()
def code(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The check-in code, large, with its QR code. The page renews itself when the code changes."""
    found, now = get_taught_session(request.user, uid), timezone.now()
    context = {"session": found, "drill": found.page, "code": code_at(found.code_seed, now)}
    response = render(request, "courses/teach/code.html", context)
    response["Refresh"] = str(seconds_shown(now) + 1)
    return response


@never_cache
@require_staff()
def code_svg(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The QR code of the check-in address with the code that is valid now."""
    found = get_taught_session(request.user, uid)
    path = reverse("drill_check_in", args=[found.uid])
    address = f"{settings.PUBLIC_URL}{path}?code={code_at(found.code_seed, timezone.now())}"
    image = BytesIO()
    segno.make(address, error="m").save(image, kind="svg", border=2, omitsize=True)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@require_POST
@require_staff()
def attendance(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One tap on the roster: somebody came, or went."""
    booking = _get_taught_booking(request, uid)
    service = check_out if request.POST.get("kind") == Attendance.Kind.CHECK_OUT else check_in
    how = Attendance.How.ROSTER
    try_or_tell(request, service, booking=booking, how=how, actor=request.user, now=timezone.now())
    anchor = f"#b{booking.pk}"
    return redirect(reverse("teach_session", args=[booking.session.uid]) + anchor)


def _get_taught_booking(request: HttpRequest, uid: uuid.UUID) -> Booking:
    """A booking of a session that the user may run. Raises Http404 otherwise."""
    sessions = sessions_taught_by(request.user)
    bookings = bookings_with_sheets().filter(uid=uid, session__in=sessions)
    related = ("session__page", "session__run__course", "enrolment__person__unit")
    booking = bookings.select_related(*related).first()
    if booking is None:
        raise Http404
    return booking


@never_cache
@require_staff()
def score(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Score one learner by the drill's rubric."""
    booking = _get_taught_booking(request, uid)
    if request.method == "POST":
        return _take_sheet(request, booking)
    items = rubric_of(booking.session.page)
    mine = next((sheet for sheet in booking.sheets.all() if sheet.assessor_id == request.user.pk), None)
    context = {
        "booking": booking,
        "person": booking.enrolment.person,
        "session": booking.session,
        "drill": booking.session.page,
        "came": is_checked_in(booking),
        "items": _score_rows(booking, items, mine),
        "has_critical": any(item.critical for item in items),
        "key": uuid.uuid4(),
        "stamp": rubric.stamp(items, booking.session.page.pass_mark),
        "full": sum((item.points for item in items), Decimal(0)),
        "mine": mine,
    }
    return render(request, "courses/teach/score.html", context | _place(booking))


def _score_rows(booking: Booking, items: list[rubric.Item], mine: RubricSheet | None) -> list[dict[str, Any]]:
    """Items with what my earlier sheet ticked, matched by words."""
    hints = {str(item.uid): item.hint for item in booking.session.page.rubric_items.all()}
    before = {str(row.item_uid): row for row in mine.scores.all()} if mine else {}
    return [_score_row(item, hints[item.uid], before.get(item.uid)) for item in items]


def _score_row(item: rubric.Item, hint: str, before: Any) -> dict[str, Any]:
    ticked = {cut["label"] for cut in before.deductions} if before else set()
    return {
        "item": item,
        "hint": hint,
        "left": before.points if before else item.points,
        "was_critical": bool(before and before.is_critical_failure),
        "cuts": [
            {"value": f"{item.uid}:{place}", "cut": cut, "ticked": cut.label in ticked}
            for place, cut in enumerate(item.deductions)
        ],
    }


def _place(booking: Booking) -> dict[str, int]:
    """Which one of how many this learner is."""
    order = list(booking.session.bookings.filter(state=Booking.State.BOOKED).values_list("pk", flat=True))
    return {"number": order.index(booking.pk) + 1 if booking.pk in order else 0, "of": len(order)}


def _take_sheet(request: HttpRequest, booking: Booking) -> HttpResponse:
    facts = {
        "key": _key(request),
        "cuts": _cuts(request.POST.getlist("cut")),
        "criticals": set(request.POST.getlist("critical")),
        "stamp": request.POST.get("stamp", ""),
        "note": request.POST.get("note", "").strip()[:NOTE_CHARACTERS],
    }
    now: datetime = timezone.now()
    is_script = request.headers.get("Accept") == JSON
    try:
        sheet = score_drill(booking=booking, assessor=request.user, now=now, **facts)
    except GridschoolError as refusal:
        return _refusal(request, booking, str(refusal), is_script=is_script)
    values = {"name": booking.enrolment.person.name, "points": f"{sheet.total.normalize():f}"}
    messages.success(request, _("%(name)s: %(points)s points, written down.") % values)
    following = _next_to_score(request, booking)
    return JsonResponse({"next": following}) if is_script else redirect(following)


def _refusal(request: HttpRequest, booking: Booking, words: str, *, is_script: bool) -> HttpResponse:
    if is_script:
        return JsonResponse({"refused": words}, status=409)
    messages.warning(request, words)
    return redirect("teach_score", booking.uid)


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None


def _cuts(values: list[str]) -> dict[str, set[int]]:
    """ "item uid:place" as the form sends it; anything else is left out."""
    found: dict[str, set[int]] = defaultdict(set)
    for value in values:
        item, _colon, place = value.partition(":")
        if place.isdecimal() and len(place) <= 3:
            found[item].add(int(place))
    return found


def _next_to_score(request: HttpRequest, booking: Booking) -> str:
    """The next learner who came and has no sheet of mine, after this one first; else the roster."""
    waiting = (
        booking.session.bookings.filter(state=Booking.State.BOOKED, attendance__kind=Attendance.Kind.CHECK_IN)
        .exclude(sheets__assessor=request.user)
        .order_by("queued_at", "pk")
    )
    rows = list(waiting)
    here = (booking.queued_at, booking.pk)
    later = [row for row in rows if (row.queued_at, row.pk) > here]
    following = next(iter(later or rows), None)
    if following is None:
        return reverse("teach_session", args=[booking.session.uid])
    return reverse("teach_score", args=[following.uid])
