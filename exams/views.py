"""A candidate's pages: cover, paper, answers, submit, receipt, result. Somebody else's attempt is 404."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.api import enrolment_for
from exams.client import client_config, milliseconds
from exams.cover import cover_of
from exams.forms import answers_from_form, answers_from_json
from exams.models import Attempt, ExamPage
from exams.selectors import (
    marked_questions,
    own_attempt,
    paper_questions,
    saved_count,
    topic_scores,
)
from exams.services.record_answers import record_answers
from exams.services.save_form import save_form
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import settle, submit_attempt
from exams.states import Standing, state_at

RELATED = ("page", "enrolment__run__course", "enrolment__person")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exam_cover(request: HttpRequest, run_uid: UUID, step_id: int) -> HttpResponse:
    """The rules and the door. POST starts, or resumes what is open."""
    enrolment = enrolment_for(request.user, run_uid)
    pages = ExamPage.objects.child_of(enrolment.run.course).live().select_related("paper")
    page = get_object_or_404(pages, pk=step_id)
    now = timezone.now()
    if request.method == "POST":
        attempt = start_attempt(enrolment=enrolment, page=page, now=now)
        return redirect("exam_paper", attempt.uid)
    cover = cover_of(enrolment=enrolment, page=page, now=now)
    return render(request, "exams/cover.html", {"enrolment": enrolment, "page": page, "cover": cover})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exam_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole paper as one document. POST is the plain form, for browsers without the script."""
    now = timezone.now()
    attempt = settle(attempt=own_attempt(request.user, uid, *RELATED), now=now)
    standing = state_at(attempt, now)
    if standing == Standing.FINISHED:
        return redirect("exam_receipt", uid)
    if request.method == "POST":
        return _save_plain_form(request, attempt)
    if standing != Standing.RUNNING:
        return redirect("exam_submit", uid)
    questions = paper_questions(attempt)
    saved = sum(question.is_answered for question in questions)
    context = {
        "attempt": attempt,
        "questions": questions,
        "saved": saved,
        "blank_count": len(questions) - saved,
        "unsure_count": sum(question.is_unsure for question in questions),
        "config": client_config(attempt, now=now, page="paper"),
    }
    return render(request, "exams/paper.html", context)


def _save_plain_form(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    answers = answers_from_form(attempt, request.POST)
    stale = save_form(attempt=attempt, answers=answers, now=timezone.now())
    if stale:
        slots = "、".join(str(slot) for slot in stale)
        text = _("Not overwritten, because answered elsewhere meanwhile: question %(slots)s. Please look again.")
        messages.warning(request, text % {"slots": slots})
    else:
        counts = {"saved": saved_count(attempt), "total": attempt.item_count}
        messages.success(request, _("Saved: %(saved)d of %(total)d questions.") % counts)
    return redirect("exam_submit" if request.POST.get("then") == "submit" else "exam_paper", attempt.uid)


def login_or_401(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For scripts: who is not logged in gets 401 with words, not the login page."""

    @wraps(view)
    def guarded(request: HttpRequest, uid: UUID) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, uid)
        text = _("You have been signed out. Sign in again; your answers are safe on this phone.")
        return JsonResponse({"code": "login_required", "message": text}, status=401)

    return guarded


@never_cache
@require_POST
@login_or_401
def exam_answers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Append answers (JSON) and answer with receipts, the saved count and the server's clock."""
    now = timezone.now()
    attempt = own_attempt(request.user, uid)
    receipts = record_answers(attempt=attempt, entries=answers_from_json(request), now=now)
    return JsonResponse(
        {
            "now": milliseconds(now),
            "deadline": milliseconds(attempt.deadline),
            "saved": saved_count(attempt),
            "total": attempt.item_count,
            "receipts": [
                {
                    "slot": r.slot,
                    "seq": r.seq,
                    "kept": r.is_kept,
                    "last": r.last_seq,
                    "at": milliseconds(r.saved_at),
                }
                for r in receipts
            ],
        }
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exam_submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is still blank, and the button. POST hands in; the second POST finds the same receipt."""
    now = timezone.now()
    attempt = settle(attempt=own_attempt(request.user, uid, *RELATED), now=now)
    if request.method == "POST":
        submit_attempt(attempt=attempt, now=now, actor=request.user)
        return redirect("exam_receipt", uid)
    standing = state_at(attempt, now)
    if standing == Standing.FINISHED:
        return redirect("exam_receipt", uid)
    questions = paper_questions(attempt)
    context = {
        "attempt": attempt,
        "paper_url": reverse("exam_paper", args=[uid]),
        "is_running": standing == Standing.RUNNING,
        "blank": [question for question in questions if not question.is_answered],
        "unsure": [question for question in questions if question.is_unsure],
        "saved": sum(question.is_answered for question in questions),
        "seconds_left": max(int((attempt.deadline - now).total_seconds()), 0),
        "config": client_config(attempt, now=now, page="submit"),
    }
    return render(request, "exams/submit.html", context)


def _finished(request: HttpRequest, uid: UUID) -> Attempt | None:
    now = timezone.now()
    attempt = settle(attempt=own_attempt(request.user, uid, *RELATED), now=now)
    return attempt if state_at(attempt, now) == Standing.FINISHED else None


@never_cache
@login_required
@require_safe
def exam_receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The slip: what was received, when, under which number."""
    attempt = _finished(request, uid)
    if attempt is None:
        return redirect("exam_paper", uid)
    context = {
        "attempt": attempt,
        "saved": saved_count(attempt),
        "config": client_config(attempt, now=timezone.now(), page="receipt"),
    }
    return render(request, "exams/receipt.html", context)


@never_cache
@login_required
@require_safe
def exam_result(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Score, topics, and every wrong question with what was right and why. Only after the end.

    After a mock exam the right ones can be read too: one learns from why they are.
    """
    attempt = _finished(request, uid)
    if attempt is None:
        return redirect("exam_paper", uid)
    run = attempt.enrolment.run
    questions = marked_questions(attempt)
    topics = topic_scores(questions, run.course)
    wrong = [question for question in questions if not question.is_right]
    context = {
        "attempt": attempt,
        "run": run,
        "topics": topics,
        "weakest": topics[-1] if topics and topics[-1].percent < attempt.pass_fraction * 100 else None,
        "steps": {topic.code: topic.step for topic in topics},
        "wrong": wrong,
        "right": [question for question in questions if question.is_right] if attempt.page.is_mock else [],
        "right_count": len(questions) - len(wrong),
        "pass_marks": attempt.pass_fraction * attempt.full_marks,
        "cover_url": reverse("exam_cover", args=[run.uid, attempt.page_id]),
    }
    return render(request, "exams/result.html", context)
