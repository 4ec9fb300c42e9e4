"""The first page: what to go on with, what is due, the next drill, the hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from courses.models import Enrolment
from courses.selectors.drills import next_seat_of
from courses.selectors.learning import (
    DONE,
    SHUT,
    OutlineStep,
    current_of,
    next_step,
    outline,
)
from courses.selectors.reading import Reading, readings_of
from courses.views.outline_rows import Row, outline_rows
from people.api import is_officer, is_staff_somewhere

# A run that ends within so many days is said to be due.
DUE_DAYS = 14
MOST_RUNS = 5  # listed on the first page; those still studied come first
MORNING_ENDS, AFTERNOON_ENDS = 12, 18


@dataclass(frozen=True)
class Due:
    """One line under "due soon", as components/due.html wants it."""

    url: str
    title: str
    note: str
    tag_text: str
    tag_kind: str
    tag_icon: str


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """A worker's first page; staff without a person of their own go to their workplace."""
    if not request.user.person_id and is_staff_somewhere(request.user):
        return redirect("/admin/" if is_officer(request.user) else "teach_home")
    enrolments = readings_of(request.user)
    current = current_of(enrolments, timezone.localdate())
    context = _context_of(request, current) if current else {}
    return render(request, "courses/home.html", context | _greeting(request, enrolments))


def _greeting(request: HttpRequest, enrolments: Sequence[Reading]) -> dict:
    now = timezone.localtime()
    words = _("Good evening")
    if now.hour < MORNING_ENDS:
        words = _("Good morning")
    elif now.hour < AFTERNOON_ENDS:
        words = _("Good afternoon")
    person = request.user.person if request.user.person_id else None
    return {
        "greeting": words,
        "person": person,
        "today": now,
        "runs": sorted(enrolments, key=lambda one: one.state != Enrolment.State.ACTIVE)[:MOST_RUNS],
        "run_count": len(enrolments),
        "is_staff": is_staff_somewhere(request.user),
    }


def _context_of(request: HttpRequest, enrolment: Reading) -> dict:
    steps = outline(enrolment)
    rows = outline_rows(enrolment, steps)
    waiting = next_step(steps)
    return {
        "enrolment": enrolment,
        "run": enrolment.run,
        "next": next((row for row in rows if row.step is waiting), None),
        "done": sum(step.is_done for step in steps),
        "total": len(steps),
        "hours": enrolment.hours,
        "seat": next_seat_of(request.user, timezone.now()),
        "due": _due(enrolment, steps, rows, waiting),
    }


def _due(
    enrolment: Reading, steps: Sequence[OutlineStep], rows: Sequence[Row], waiting: OutlineStep | None
) -> list[Due]:
    """The run's end when it is near, and drills and exams that wait, without the step already shown above."""
    if enrolment.state != Enrolment.State.ACTIVE:
        return []
    found = _run_due(enrolment, steps, timezone.localdate())
    for row in rows:
        step = row.step
        if step is not waiting and step.kind != "lesson" and step.state not in {DONE, SHUT}:
            found.append(Due(row.url, row.title, row.note, "", "", ""))
    return found


def _run_due(enrolment: Reading, steps: Sequence[OutlineStep], today: date) -> list[Due]:
    days = (enrolment.run.ends_on - today).days
    left = sum(1 for step in steps if not step.is_done)
    if not left or days > DUE_DAYS:
        return []
    title = _("Finish %(course)s") % {"course": enrolment.run.course.title}
    note = ngettext("%(count)s step left", "%(count)s steps left", left) % {"count": left}
    tag = _("over") if days < 0 else ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
    return [Due(reverse("run", args=[enrolment.run.uid]), title, note, tag, "lit", "clock")]
