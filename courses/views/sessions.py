"""Drill sessions in the admin: which wait for what, and moving or cancelling one."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from wagtail.admin.widgets.button import HeaderButton

from courses.forms import ReasonForm, WhenAndWhereForm
from courses.models import DrillSession
from courses.selectors.drills import get_taught_session
from courses.selectors.sessions import COMING, SHOWN, sessions_for, with_figures
from courses.services.change_session import cancel_session, move_session
from courses.views.answers import try_form
from people.api import require_staff

ROWS_PER_PAGE = 50


def _render(
    request: HttpRequest, template: str, context: dict, title: str = "", session: DrillSession | None = None
) -> HttpResponse:
    """Answer with Wagtail's own header; a form that is refused makes it 422."""
    crumbs = [{"url": reverse("courses_drills"), "label": pgettext("courses", "Drill sessions")}]
    if session is None:
        crumbs[0]["url"] = ""
    else:
        crumbs.append({"url": reverse("teach_session", args=[session.uid]), "label": str(session)})
        crumbs.append({"url": "", "label": title})
    frame = {"header_title": title or crumbs[0]["label"], "breadcrumbs_items": crumbs}
    form = context.get("form")
    return render(request, template, context | frame, status=422 if form is not None and form.errors else 200)


@never_cache
@require_staff()
def drills(request: HttpRequest) -> HttpResponse:
    """The sessions that I may run: to come, of this week, to score, over, cancelled."""
    show = request.GET.get("show", "")
    show = show if show in dict(SHOWN) else COMING
    now = timezone.now()
    rows = with_figures(sessions_for(request.user, show, now))
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "shown": SHOWN,
        "now": now,
        "query": urlencode({"show": show}),
        "header_buttons": [HeaderButton(_("Plan a session"), reverse("teach_new_session"), icon_name="plus")],
    }
    return _render(request, "courses/runs/drills.html", context)


@never_cache
@require_staff()
def move(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Another day, time, place or number of seats."""
    session = get_taught_session(request.user, uid)
    form = WhenAndWhereForm(request.POST if request.method == "POST" else None, initial=_facts(session))
    if request.method == "POST" and form.is_valid():
        facts = {"session": session, "actor": request.user, "now": timezone.now()} | form.facts()
        if try_form(form, move_session, **facts):
            messages.success(request, _("Moved. Whoever has a seat keeps it and sees the new time."))
            return redirect("courses_drills")
    title = pgettext("drill sessions", "Move")
    return _render(request, "courses/runs/move.html", {"session": session, "form": form}, title, session)


def _facts(session: DrillSession) -> dict:
    begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "place": session.place,
        "capacity": session.capacity,
    }


@never_cache
@require_staff()
def cancel(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Call a session off, with a reason that everybody with a seat reads."""
    session = get_taught_session(request.user, uid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = {"session": session, "actor": request.user, "now": timezone.now()}
        if try_form(form, cancel_session, reason=form.cleaned_data["reason"], **facts):
            messages.success(request, _("Cancelled. Whoever had a seat sees why and can book another session."))
            return redirect("courses_drills")
    context = {"session": session, "form": form}
    return _render(request, "courses/runs/cancel.html", context, _("Cancel the session"), session)
