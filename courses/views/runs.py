"""The officer's screens of runs, inside the Wagtail admin."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from wagtail.admin.widgets.button import HeaderButton

from courses.forms import ReasonForm, RunForm
from courses.models import Enrolment, Run
from courses.selectors.learning import steps_of
from courses.selectors.pace import RUNS_SHOWN, paces_of, runs_shown
from courses.selectors.runs import (
    courses_for,
    filter_people,
    people_for,
    progress_of,
    runs_of_officer,
    sessions_of_run,
    units_with_people,
)
from courses.services.open_run import enrol_people, open_run
from courses.services.withdraw_person import withdraw_person
from courses.views.answers import try_or_tell
from people.api import OFFICERS, Person, Unit, get_visible, require_staff, units_of

ROWS_PER_PAGE = 50
NAMES_SHOWN = 12

officer_only = require_staff(*OFFICERS)


def render_run(
    request: HttpRequest, template: str, title: str, context: dict, run: Run | None = None, status: int = 200
) -> HttpResponse:
    """Answer with Wagtail's own header: title and the way back. A form that is refused makes it 422."""
    form = context.get("form")
    status = 422 if form is not None and form.errors else status
    crumbs = [{"url": reverse("courses_runs"), "label": pgettext("courses", "Runs")}]
    if run is not None:
        crumbs.append({"url": reverse("courses_run", args=[run.uid]), "label": str(run)})
    if title != crumbs[-1]["label"]:
        crumbs.append({"url": "", "label": title})
    else:
        crumbs[-1] = crumbs[-1] | {"url": ""}
    frame = {"header_title": title, "breadcrumbs_items": crumbs}
    return render(request, template, context | frame, status=status)


def _chain(now: int) -> list[dict[str, str]]:
    """Opening a run in three steps; `now` counts from 0."""
    titles = (_("Course, unit, dates"), _("Choose people"), _("Look once more"))
    states = ["done"] * now + ["now"] + ["open"] * (len(titles) - now - 1)
    return [{"title": title, "note": "", "state": state} for title, state in zip(titles, states, strict=True)]


@never_cache
@officer_only
def runs(request: HttpRequest) -> HttpResponse:
    """The runs of my units: all of them, or those that wait for something."""
    show, today = request.GET.get("show", ""), timezone.localdate()
    show = show if show in dict(RUNS_SHOWN) else ""
    page = Paginator(runs_shown(request.user, show, today), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    paces = paces_of(list(page), today)
    context = {
        "page": page,
        "rows": [(run, paces[run.pk]) for run in page],
        "show": show,
        "shown": RUNS_SHOWN,
        "query": urlencode({"show": show}) if show else "",
        "header_buttons": [HeaderButton(_("Open a run"), reverse("courses_run_open"), icon_name="plus")],
    }
    return render_run(request, "courses/runs/list.html", pgettext("courses", "Runs"), context)


@never_cache
@officer_only
def open_(request: HttpRequest) -> HttpResponse:
    """Open a run; choosing people comes next. The same title for the same course and unit is the same run."""
    units, courses = units_of(request.user, OFFICERS).order_by("path"), courses_for(request.user)
    form = RunForm(request.POST if request.method == "POST" else None, courses=courses, units=units)
    if request.method == "POST" and form.is_valid():
        run = try_or_tell(request, open_run, actor=request.user, **form.cleaned_data)
        if run is not None:
            return redirect("courses_run_people", run.uid)
    context = {"form": form, "chain": _chain(0), "has_courses": courses.exists()}
    return render_run(request, "courses/runs/open.html", _("Open a run"), context)


@never_cache
@officer_only
def run(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One run: who is in it and how far, and its drill sessions."""
    found = get_run(request, uid)
    words = request.GET.get("q", "").strip()
    rows = progress_of(found)
    if words:
        rows = rows.filter(Q(person__name__icontains=words) | Q(person__worker_no__iexact=words))
    context = {
        "run": found,
        "pace": paces_of([found], timezone.localdate())[found.pk],
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "steps": len(steps_of(found.course)),
        "sessions": list(sessions_of_run(found)),
        "query": urlencode({"q": words}) if words else "",
        "header_buttons": _buttons_of(found),
    }
    return render_run(request, "courses/runs/run.html", str(found), context, found)


def _buttons_of(run: Run) -> list[HeaderButton]:
    """What can be done with a run: while it is open, after it was closed."""
    if run.state == Run.State.CLOSED:
        return [
            HeaderButton(_("Open it again"), reverse("courses_run_reopen", args=[run.uid]), icon_name="redirect")
        ]
    return [
        HeaderButton(_("Add people"), reverse("courses_run_people", args=[run.uid]), icon_name="plus"),
        HeaderButton(_("Close the run"), reverse("courses_run_close", args=[run.uid]), icon_name="tick-inverse"),
    ]


def get_run(request: HttpRequest, uid: uuid.UUID) -> Any:
    found = runs_of_officer(request.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


@never_cache
@officer_only
def people(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose people for a run, see how many they are, confirm.

    The filter travels in the query string; ticked people, or "all that the filter finds", come by POST and are
    shown once more before anybody is enrolled.
    """
    found = get_run(request, uid)
    unit, words = _unit_asked_for(request), request.GET.get("q", "").strip()
    candidates = filter_people(people_for(found, request.user), unit, words)
    context = {"run": found, "unit": unit, "words": words, "query": request.GET.urlencode()}
    if request.method == "POST":
        return _confirm(request, found, candidates, context)
    query = request.GET.copy()
    query.pop("page", None)
    context |= {
        "page": Paginator(candidates, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "units": units_with_people(found, request.user),
        "pager_query": query.urlencode(),
        "chain": _chain(1),
    }
    return render_run(request, "courses/runs/people.html", _("Choose people"), context, found)


def _unit_asked_for(request: HttpRequest) -> Unit | None:
    asked = request.GET.get("unit", "")
    if not asked:
        return None
    found = units_of(request.user, OFFICERS).filter(pk=asked).first() if asked.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _confirm(request: HttpRequest, run: Run, candidates: "QuerySet[Person]", context: dict) -> HttpResponse:
    is_all = request.POST.get("choice") == "all"
    chosen = candidates if is_all else people_for(run, request.user).filter(uid__in=_uuids(request))
    count = chosen.count()
    if request.POST.get("confirmed") == str(count) and count:
        return _enrol(request, run, chosen)
    if "confirmed" in request.POST and not count:
        messages.info(request, _("These people are in the run already. Nothing was changed."))
        return redirect("courses_run", run.uid)
    if not count:
        messages.warning(request, _("Nobody is chosen. Tick the people first."))
        return redirect(request.get_full_path())
    context |= {
        "count": count,
        "names": list(chosen[:NAMES_SHOWN]),
        "more": max(count - NAMES_SHOWN, 0),
        "is_all": is_all,
        "uids": [] if is_all else list(chosen.values_list("uid", flat=True)),
        "has_changed": "confirmed" in request.POST,
        "after": run.people + count,
        "chain": _chain(2),
    }
    return render_run(request, "courses/runs/confirm.html", _("Look once more"), context, run)


def _uuids(request: HttpRequest) -> list[uuid.UUID]:
    found = []
    for value in request.POST.getlist("person"):
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            raise Http404 from None
    return found


def _enrol(request: HttpRequest, run: Run, chosen: "QuerySet[Person]") -> HttpResponse:
    count = try_or_tell(request, enrol_people, actor=request.user, run=run, people=chosen)
    if count is None:
        return redirect("courses_run_people", run.uid)
    words = ngettext("%(count)s person is in the run now.", "%(count)s people are in the run now.", count)
    messages.success(request, words % {"count": count})
    return redirect("courses_run", run.uid)


@never_cache
@officer_only
def withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one person off a run's list, with a reason."""
    rows = Enrolment.objects.select_related("person__unit", "run__course", "run__unit")
    enrolment = get_visible(rows, request.user, OFFICERS, uid=uid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = {"enrolment": enrolment, "actor": request.user, "reason": form.cleaned_data["reason"]}
        if try_or_tell(request, withdraw_person, **facts):
            name = {"name": enrolment.person.name}
            messages.success(request, _("%(name)s is off the list. What was learned stays.") % name)
        return redirect("courses_run", enrolment.run.uid)
    context = {"enrolment": enrolment, "form": form}
    return render_run(request, "courses/runs/withdraw.html", _("Take off the list"), context, enrolment.run)
