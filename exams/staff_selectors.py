"""Reads of the staff's screens: banks, questions, results. Always scoped to the units of the one who looks."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from courses.api import Enrolment, Run
from exams.models import Attempt, Bank, ExamPage, Question, QuestionVersion
from exams.states import AttemptState, QuestionType
from people.api import visible


def banks_for(user: Any) -> "QuerySet[Bank]":
    """Visible banks, each with the number of its questions by type."""
    counts = {type_: Count("questions", filter=Q(questions__type=type_)) for type_ in QuestionType.values}
    rows = visible(Bank, user).select_related("unit").annotate(total=Count("questions"), **counts)
    return rows.order_by("title", "pk")


def questions_of(bank: Bank, *, text: str = "", type: str = "", topic: str = "") -> "QuerySet[Question]":
    """Questions of a bank with the words of their current version; `text` is looked for in these words."""
    latest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
    rows = Question.objects.filter(bank=bank).annotate(
        stem=Subquery(latest.values("stem")[:1]), version_count=Max("versions__number")
    )
    if text:
        rows = rows.filter(stem__icontains=text)
    if type:
        rows = rows.filter(type=type)
    if topic:
        rows = rows.filter(topic=topic)
    return rows.order_by("topic", "type", "pk")


def topics_of(bank: Bank) -> list[str]:
    """The topics that occur in a bank."""
    return list(bank.questions.exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct())


def runs_with_exams(user: Any) -> "QuerySet[Run]":
    """Visible runs on courses with an exam, with the number of their learners and of those who have sat and passed
    one that is no mock."""
    finished = Q(enrolments__attempts__state=AttemptState.FINISHED, enrolments__attempts__page__is_mock=False)
    return (
        visible(Run, user)
        .filter(Exists(ExamPage.objects.filter(path__startswith=OuterRef("course__path"))))
        .select_related("course", "unit")
        .annotate(
            learners=Count("enrolments", filter=_on_list("enrolments__state"), distinct=True),
            sat=Count("enrolments", filter=finished, distinct=True),
            passed=Count("enrolments", filter=finished & Q(enrolments__attempts__passed=True), distinct=True),
        )
        .order_by("-starts_on", "-pk")
    )


def _on_list(path: str) -> Q:
    return ~Q(**{path: Enrolment.State.WITHDRAWN})


def exams_of(run: Run) -> "QuerySet[ExamPage]":
    """The exams of a run's course, in their order, mock ones last.

    Retired ones too, since results hang on them.
    """
    return ExamPage.objects.child_of(run.course).select_related("paper").order_by("is_mock", "path")


@dataclass(frozen=True)
class ExamSummary:
    """One exam in one run: how many are on the list, sat it, are at it, passed; mean of the best scores."""

    learners: int
    sat: int
    open: int
    passed: int
    mean: Decimal | None

    @property
    def missing(self) -> int:
        """How many have not begun."""
        return self.learners - self.sat


@dataclass(frozen=True)
class ResultRow:
    """One learner at one exam. `best` is the best finished attempt, None before the first."""

    enrolment: Enrolment
    best: Attempt | None
    attempts: int
    is_open: bool


def enrolments_of(run: Run) -> "QuerySet[Enrolment]":
    return run.enrolments.filter(_on_list("state")).select_related("person__unit").order_by("person__worker_no")


def exam_summary(run: Run, page: ExamPage) -> ExamSummary:
    """Counts over the whole run. Two queries."""
    attempts = Attempt.objects.filter(page=page, enrolment__in=enrolments_of(run))
    finished = attempts.filter(state=AttemptState.FINISHED)
    best = finished.values("enrolment").annotate(best=Max("score")).values("best")
    counts = attempts.aggregate(
        sat=Count("enrolment", distinct=True),
        open=Count("enrolment", filter=Q(state=AttemptState.OPEN), distinct=True),
        passed=Count("enrolment", filter=Q(passed=True), distinct=True),
    )
    mean = best.aggregate(mean=Avg("best"))["mean"]
    return ExamSummary(
        learners=enrolments_of(run).count(),
        mean=None if mean is None else Decimal(mean).quantize(Decimal("0.1")),
        **counts,
    )


def result_rows(enrolments: list[Enrolment], page: ExamPage) -> list[ResultRow]:
    """The results of these learners at one exam, in the same order. One query."""
    found: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.filter(page=page, enrolment__in=enrolments).order_by("number"):
        found.setdefault(attempt.enrolment_id, []).append(attempt)
    return [_row(enrolment, found.get(enrolment.pk, [])) for enrolment in enrolments]


def _row(enrolment: Enrolment, attempts: list[Attempt]) -> ResultRow:
    finished = [attempt for attempt in attempts if attempt.state == AttemptState.FINISHED]
    best = max(finished, key=lambda attempt: (bool(attempt.passed), attempt.score), default=None)
    return ResultRow(enrolment, best, len(attempts), len(finished) < len(attempts))
