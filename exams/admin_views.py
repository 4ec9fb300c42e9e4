"""The staff's screens in the Wagtail admin: banks, questions, results. For looking, not for editing."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from courses.api import Run
from exams.models import Bank, Question
from exams.staff_selectors import (
    banks_for,
    enrolments_of,
    exam_summary,
    exams_of,
    questions_of,
    result_rows,
    runs_with_exams,
    topics_of,
)
from exams.states import QuestionType
from people.api import get_visible, require_staff

ROWS_A_PAGE = 50


def _screen(
    request: HttpRequest, name: str, title: str, crumbs: list[tuple[str, str]], **context: Any
) -> HttpResponse:
    items = [{"url": url, "label": label} for url, label in crumbs]
    frame = {"header_title": title, "breadcrumbs_items": [*items, {"url": "", "label": title}]}
    return render(request, f"exams/admin/{name}.html", frame | context)


def _page(request: HttpRequest, rows: "QuerySet[Any]") -> Page:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))


@require_staff()
@require_safe
def banks(request: HttpRequest) -> HttpResponse:
    page = _page(request, banks_for(request.user))
    return _screen(request, "banks", _("Question banks"), [], page=page)


@require_staff()
@require_safe
def bank(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The questions of a bank, narrowed by words, type and topic."""
    found = get_visible(Bank, request.user, uid=uid)
    wanted = {name: request.GET.get(name, "").strip() for name in ("text", "type", "topic")}
    return _screen(
        request,
        "bank",
        found.title,
        [(reverse("exams_banks"), _("Question banks"))],
        bank=found,
        page=_page(request, questions_of(found, **wanted)),
        wanted=wanted,
        query=urlencode({name: value for name, value in wanted.items() if value}),
        types=QuestionType.choices,
        topics=topics_of(found),
    )


@require_staff()
@require_safe
def question(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A question with all its versions, the newest first."""
    found = get_visible(Question.objects.select_related("bank"), request.user, uid=uid)
    versions = found.versions.prefetch_related("options").order_by("-number")
    crumbs = [
        (reverse("exams_banks"), _("Question banks")),
        (reverse("exams_bank", args=[found.bank.uid]), found.bank.title),
    ]
    return _screen(request, "question", pgettext("exams", "Question"), crumbs, question=found, versions=versions)


@require_staff()
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    page = _page(request, runs_with_exams(request.user))
    return _screen(request, "runs", _("Exam results"), [], page=page)


@require_staff()
@require_safe
def run_results(request: HttpRequest, run_uid: UUID) -> HttpResponse:
    """Who of a run sat an exam, with which score. `exam` chooses among the exams of the course."""
    run = get_visible(Run.objects.select_related("course", "unit"), request.user, uid=run_uid)
    exams = list(exams_of(run))
    chosen = request.GET.get("exam", "")
    exam = next((page for page in exams if str(page.pk) == chosen), exams[0] if exams else None)
    page = _page(request, enrolments_of(run))
    return _screen(
        request,
        "run_results",
        str(run),
        [(reverse("exams_runs"), _("Exam results"))],
        run=run,
        exams=exams,
        exam=exam,
        page=page,
        query=urlencode({"exam": exam.pk}) if exam else "",
        summary=exam_summary(run, exam) if exam else None,
        rows=result_rows(list(page), exam) if exam else [],
    )
