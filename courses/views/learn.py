"""Reading: the runs, the outline, a lesson, the ledger of hours."""

import uuid
from collections import Counter
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses.lesson_text import lesson_html
from courses.models import CreditEntry, Enrolment, LessonPage, Step
from courses.rules.outline_groups import step_groups
from courses.selectors.learning import (
    DONE,
    SHUT,
    OutlineStep,
    current_of,
    enrolment_for,
    enrolments_of,
    hours_of,
    next_step,
    outline,
    policy_for,
)
from courses.selectors.reading import Reading, reading_for
from courses.services.finish_lesson import finish_lesson, open_lesson
from courses.views.answers import try_or_tell
from courses.views.outline_rows import outline_rows, step_url

ENTRIES_PER_PAGE = 40


@never_cache
@login_required
def runs(request: HttpRequest) -> HttpResponse:
    """All runs of mine; a single one opens at once."""
    enrolments = list(enrolments_of(request.user))
    if len(enrolments) == 1:
        return redirect("run", enrolments[0].run.uid)
    return render(request, "courses/runs.html", {"enrolments": enrolments})


@never_cache
@login_required
def run(request: HttpRequest, run_uid: uuid.UUID) -> HttpResponse:
    """The outline of a course with the states of its steps."""
    enrolment = reading_for(request.user, run_uid)
    steps = outline(enrolment)
    rows = outline_rows(enrolment, steps)
    waiting = next_step(steps)
    context = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "rows": rows,
        "groups": step_groups(rows),
        "done": sum(step.is_done for step in steps),
        "next": next((row for row in rows if row.step is waiting), None),
        "hours": enrolment.hours,
        "makeup": _makeup(steps),
    }
    return render(request, "courses/run.html", context)


def _makeup(steps: list[OutlineStep]) -> str:
    """What the course is made of: "5 lessons, 1 drill."; an exam that nobody has to take is practice."""
    counts = Counter("practice" if step.is_practice else step.kind for step in steps)
    parts = {
        "lesson": ngettext("%(count)s lesson", "%(count)s lessons", counts["lesson"]),
        "drill": ngettext("%(count)s field drill", "%(count)s field drills", counts["drill"]),
        "practice": ngettext("%(count)s practice paper", "%(count)s practice papers", counts["practice"]),
        "exam": ngettext("%(count)s exam", "%(count)s exams", counts["exam"]),
    }
    said = [words % {"count": counts[kind]} for kind, words in parts.items() if counts[kind]]
    return pgettext("list", ", ").join(said) + pgettext("sentence", ".") if said else ""


@never_cache
@login_required
def step(request: HttpRequest, run_uid: uuid.UUID, step_id: int) -> HttpResponse:
    """One step, by its own kind; a step that is still shut leads back to the outline with a word."""
    enrolment = reading_for(request.user, run_uid)
    steps = outline(enrolment)
    found = _find(steps, step_id)
    if found.state == SHUT:
        messages.info(request, _("This step opens when everything required before it is done."))
        return redirect("run", run_uid)
    if found.kind == LessonPage.kind:
        return _lesson(request, enrolment, steps, found)
    return _page_of(found).learner_view(request, enrolment_for(request.user, run_uid))


def _find(steps: list[OutlineStep], step_id: int) -> OutlineStep:
    found = next((step for step in steps if step.step.pk == step_id), None)
    if found is None:
        raise Http404
    return found


def _page_of(found: OutlineStep) -> Step:
    return Step.objects.get(pk=found.step.pk).specific


def _lesson(request: HttpRequest, enrolment: Reading, steps: list[OutlineStep], here: OutlineStep) -> HttpResponse:
    """A lesson to read: its own page is not even asked for while its text is kept."""
    if not here.step.is_opened:
        open_lesson(enrolment=enrolment, step=here.step, now=timezone.now())
    after = next((step for step in steps[here.number :] if step.state not in {DONE, SHUT}), None)
    context = {
        "run": enrolment.run,
        "page": here.step,
        "body": lesson_html(here.step),
        "here": here,
        "total": len(steps),
        "after": after,
        "after_url": step_url(enrolment, after) if after else "",
        "in_wechat": "MicroMessenger" in request.headers.get("User-Agent", ""),
    }
    return render(request, "courses/lesson.html", context)


@require_POST
@login_required
def lesson_done(request: HttpRequest, run_uid: uuid.UUID, step_id: int) -> HttpResponse:
    """The learner says that the lesson is finished. Twice is once."""
    enrolment = enrolment_for(request.user, run_uid)
    page = _page_of(_find(outline(enrolment), step_id))
    if not isinstance(page, LessonPage):
        raise Http404
    now = timezone.now()
    if try_or_tell(request, finish_lesson, enrolment=enrolment, step=page, actor=request.user, now=now):
        messages.success(request, _("Finished and written down."))
    return redirect("step", run_uid, step_id)


@never_cache
@login_required
def hours(request: HttpRequest) -> HttpResponse:
    """The ledger of one run, the current one unless another of mine is named."""
    enrolments = list(enrolments_of(request.user))
    chosen = _chosen(enrolments, request.GET.get("run"))
    if chosen is None:
        return render(request, "courses/hours.html", {"enrolments": []})
    entries = CreditEntry.objects.filter(enrolment=chosen).select_related(
        "step", "reverses", "actor__person", "policy"
    )
    page = Paginator(entries.order_by("-day", "-id"), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "enrolments": enrolments,
        "chosen": chosen,
        "run": chosen.run,
        "hours": hours_of(chosen),
        "page": page,
        "months": _by_month(page),
        "query": f"run={chosen.run.uid}",
        "policy": policy_for(chosen.run.unit, timezone.localdate()),
    }
    return render(request, "courses/hours.html", context)


def _chosen(enrolments: list[Enrolment], run_uid: str | None) -> Enrolment | None:
    if run_uid is None:
        return current_of(enrolments, timezone.localdate())
    found = next((enrolment for enrolment in enrolments if str(enrolment.run.uid) == run_uid), None)
    if found is None:
        raise Http404
    return found


def _by_month(entries: object) -> list[tuple]:
    """(first day of the month, its entries), newest first."""
    return [(month, list(group)) for month, group in groupby(entries, key=lambda entry: entry.day.replace(day=1))]
