"""Reads of papers, attempts and results. Nothing here tells a candidate what is right before the end:
`paper_questions` knows no key, `marked_questions` refuses an attempt that is not finished."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.api import CoursePage, Enrolment, steps_of
from exams.errors import PaperRefused
from exams.models import (
    AnswerEntry,
    Attempt,
    AttemptItem,
    ExamPage,
    Paper,
    PaperSection,
    Question,
    QuestionVersion,
)
from exams.rules.drawing import Draw, PoolTooSmall, draw_questions
from exams.states import AttemptState, QuestionType

SHARE_STEP = Decimal("0.01")


# --- Drawing -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DrawnItem:
    """A question drawn for a section."""

    section: PaperSection
    question_id: int
    topic: str


@dataclass(frozen=True)
class PaperPlan:
    """A paper with the pools that it draws from, read once."""

    sections: list[PaperSection]
    topics: dict[int, str]
    pools: dict[tuple[int, str, str], list[int]]

    def draw(self, rng: Random) -> list[DrawnItem]:
        """The questions of one candidate, shuffled within each section.

        Raises PaperRefused when a bank is too small, naming the section, the topic and the numbers.
        """
        fixed = {section.pk: [item.question_id for item in section.items.all()] for section in self.sections}
        rules = [(section, rule) for section in self.sections for rule in section.draws.all()]
        draws = [Draw(self.pools.get((r.bank_id, s.type, r.topic), []), r.count) for s, r in rules]
        try:
            drawn = draw_questions(rng, fixed=[pk for ids in fixed.values() for pk in ids], draws=draws)
        except PoolTooSmall as error:
            section, rule = rules[error.index]
            raise _too_small(section, rule.topic, error) from error
        for (section, _rule), ids in zip(rules, drawn, strict=True):
            fixed[section.pk] += ids
        return [item for section in self.sections for item in self._shuffled(rng, section, fixed[section.pk])]

    def _shuffled(self, rng: Random, section: PaperSection, ids: list[int]) -> list[DrawnItem]:
        return [DrawnItem(section, pk, self.topics[pk]) for pk in rng.sample(ids, len(ids))]


def _too_small(section: PaperSection, topic: str, error: PoolTooSmall) -> PaperRefused:
    message = _(
        "The bank is too small: section “%(section)s” draws %(wanted)d questions of topic %(topic)s, and %(left)d "
        "are left."
    )
    values = {
        "section": section.title,
        "wanted": error.wanted,
        "topic": topic or pgettext("exams", "any"),
        "left": error.left,
    }
    return PaperRefused(message % values, code="bank_too_small")


def plan_of(paper: Paper) -> PaperPlan:
    """The paper's sections and pools, in a constant number of queries."""
    sections = list(paper.sections.prefetch_related("items", "draws"))
    banks = {rule.bank_id for section in sections for rule in section.draws.all()}
    fixed = {item.question_id for section in sections for item in section.items.all()}
    rows = Question.objects.filter(bank__in=banks) | Question.objects.filter(pk__in=fixed)
    topics: dict[int, str] = {}
    pools: dict[tuple[int, str, str], list[int]] = {}
    for pk, bank_id, type_, topic in rows.order_by("pk").values_list("pk", "bank_id", "type", "topic"):
        topics[pk] = topic
        for name in {topic, ""}:
            pools.setdefault((bank_id, type_, name), []).append(pk)
    return PaperPlan(sections, topics, pools)


def current_versions(question_ids: Iterable[int]) -> dict[int, QuestionVersion]:
    """The highest version of each question with its options, by question id. Two queries."""
    versions = QuestionVersion.objects.filter(question__in=list(question_ids)).order_by("number")
    return {version.question_id: version for version in versions.prefetch_related("options")}


# --- One attempt ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SavedAnswer:
    """The last entry of a slot. `chosen` are letters as shown to the candidate."""

    seq: int = 0
    chosen: frozenset[str] = frozenset()
    is_unsure: bool = False


NOTHING_SAVED = SavedAnswer()


def own_attempt(user: Any, uid: UUID, *related: str) -> Attempt:
    """The user's own attempt. Raises Http404 for anybody else's, and for none."""
    try:
        found = Attempt.objects.filter(uid=uid, enrolment__person__user=user)
        return (found.select_related(*related) if related else found).get()
    except (Attempt.DoesNotExist, ValidationError):
        raise Http404 from None


def current_answers(attempt: Attempt) -> dict[int, SavedAnswer]:
    """The journal folded: the entry with the highest seq of each slot. One query."""
    rows = AnswerEntry.objects.filter(attempt=attempt).order_by("slot", "seq")
    return {
        slot: SavedAnswer(seq, frozenset(response["chosen"]), bool(response["unsure"]))
        for slot, seq, response in rows.values_list("slot", "seq", "response")
    }


def saved_count(attempt: Attempt) -> int:
    """How many questions have an answer on the server. One query."""
    return sum(bool(answer.chosen) for answer in current_answers(attempt).values())


def items_of(attempt: Attempt) -> "QuerySet[AttemptItem]":
    """The attempt's items with words and options, in their order. Three queries when read."""
    return attempt.items.select_related("version").prefetch_related("version__options").order_by("slot")


@dataclass(frozen=True)
class ShownOption:
    letter: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownQuestion:
    """A question as a candidate may see it while answering: no key, no explanation, no letter of the bank."""

    slot: int
    section: str
    type: str
    points: Decimal
    stem: str
    options: list[ShownOption]
    seq: int
    is_unsure: bool

    @property
    def is_answered(self) -> bool:
        return any(option.is_chosen for option in self.options)

    @property
    def is_many(self) -> bool:
        return self.type == QuestionType.MULTI


def paper_questions(attempt: Attempt) -> list[ShownQuestion]:
    """The paper with what was saved so far. Four queries."""
    answers = current_answers(attempt)
    return [_shown(item, answers.get(item.slot, NOTHING_SAVED)) for item in items_of(attempt)]


def _shown(item: AttemptItem, answer: SavedAnswer) -> ShownQuestion:
    options = [ShownOption(shown, text, shown in answer.chosen) for shown, text, _right in options_of(item)]
    return ShownQuestion(
        slot=item.slot,
        section=item.section,
        type=item.type,
        points=item.points,
        stem=item.version.stem,
        options=options,
        seq=answer.seq,
        is_unsure=answer.is_unsure,
    )


def options_of(item: AttemptItem) -> list[tuple[str, str, bool]]:
    """(shown letter, text, is right) in the order shown. Server side only."""
    by_letter = {option.letter: option for option in item.version.options.all()}
    options = [by_letter[letter] for letter in item.option_order]
    return [(shown, option.text, option.is_right) for shown, option in zip("ABCDEFGH", options, strict=False)]


def key_of(item: AttemptItem) -> frozenset[str]:
    """The right answer in the letters that the candidate saw. Server side only."""
    return frozenset(shown for shown, _text, is_right in options_of(item) if is_right)


# --- Cover ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SectionOutline:
    title: str
    type: str
    count: int
    points_each: Decimal

    @property
    def points(self) -> Decimal:
        return self.count * self.points_each


def paper_outline(paper: Paper) -> list[SectionOutline]:
    """How many questions of what worth each section has. Three queries."""
    return [
        SectionOutline(
            title=section.title,
            type=section.type,
            count=len(section.items.all()) + sum(rule.count for rule in section.draws.all()),
            points_each=section.points_each,
        )
        for section in paper.sections.prefetch_related("items", "draws")
    ]


# --- Results -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExamResult:
    """A finished attempt in figures: marks, and `fraction` of the full marks from 0 to 1."""

    page_id: int
    title: str
    attempt_uid: UUID
    number: int
    score: Decimal
    full_marks: Decimal
    fraction: Decimal
    passed: bool
    submitted_at: Any


def best_results(enrolment: Enrolment) -> list[ExamResult]:
    """The best finished attempt at each exam of an enrolment, in the order of the course. One query.

    Mock exams give no result.
    """
    rows = Attempt.objects.filter(enrolment=enrolment, state=AttemptState.FINISHED, page__is_mock=False)
    rows = rows.select_related("page")
    best: dict[int, Attempt] = {}
    for attempt in rows.order_by("page__path", "number"):
        held = best.get(attempt.page_id)
        if held is None or (attempt.passed, attempt.score) > (held.passed, held.score):
            best[attempt.page_id] = attempt
    return [_result(attempt) for attempt in best.values()]


def result_of(enrolment: Enrolment, page: ExamPage) -> ExamResult | None:
    """The best result of an enrolment at one exam; None before the first finished attempt."""
    return next((result for result in best_results(enrolment) if result.page_id == page.pk), None)


def _result(attempt: Attempt) -> ExamResult:
    return ExamResult(
        page_id=attempt.page_id,
        title=attempt.page.title,
        attempt_uid=attempt.uid,
        number=attempt.number,
        score=attempt.score or Decimal(0),
        full_marks=attempt.full_marks,
        fraction=attempt.fraction or Decimal(0),
        passed=bool(attempt.passed),
        submitted_at=attempt.submitted_at,
    )


@dataclass(frozen=True)
class MarkedOption:
    letter: str
    text: str
    is_right: bool
    is_chosen: bool

    @property
    def verdict(self) -> str:
        """ "right", "wrong", or nothing for an option that was rightly left alone."""
        if self.is_right:
            return "right"
        return "wrong" if self.is_chosen else ""


@dataclass(frozen=True)
class MarkedQuestion:
    """A question after the end, with what was right and why."""

    item: AttemptItem
    options: list[MarkedOption]
    marks: Decimal
    fraction: Decimal

    @property
    def is_right(self) -> bool:
        return self.fraction == 1

    @property
    def is_many(self) -> bool:
        return self.item.type == QuestionType.MULTI

    @property
    def is_blank(self) -> bool:
        return not any(option.is_chosen for option in self.options)


def marked_questions(attempt: Attempt) -> list[MarkedQuestion]:
    """Every question with its key and marks. Three queries. Raises Http404 while the attempt is not finished."""
    if attempt.state != AttemptState.FINISHED:
        raise Http404
    return [_marked(item) for item in items_of(attempt).select_related("version", "mark")]


def _marked(item: AttemptItem) -> MarkedQuestion:
    chosen = item.mark.chosen
    options = [MarkedOption(shown, text, right, shown in chosen) for shown, text, right in options_of(item)]
    return MarkedQuestion(item, options, item.mark.marks, item.mark.fraction)


@dataclass(frozen=True)
class TopicScore:
    """Marks by topic. `step` is the course's first step on that topic, to go back to; None when there is none."""

    code: str
    title: str
    step: Any
    marks: Decimal
    points: Decimal

    @property
    def percent(self) -> int:
        """Whole percent of the points, rounded down."""
        return int((self.marks / self.points).quantize(SHARE_STEP, ROUND_DOWN) * 100) if self.points else 0


def topic_scores(questions: list[MarkedQuestion], course: CoursePage) -> list[TopicScore]:
    """Scores by topic, the best first; a topic is called after the course's first step on it."""
    steps = {step.topic: step for step in reversed(steps_of(course)) if step.kind != "exam"}
    sums: dict[str, list[Decimal]] = {}
    for question in questions:
        held = sums.setdefault(question.item.topic, [Decimal(0), Decimal(0)])
        held[0] += question.marks
        held[1] += question.item.points
    found = [_topic_score(topic, steps.get(topic), *both) for topic, both in sums.items()]
    return sorted(found, key=lambda score: (-score.percent, score.title))


def _topic_score(topic: str, step: Any, marks: Decimal, points: Decimal) -> TopicScore:
    return TopicScore(topic, step.title if step else topic or _("Other topics"), step, marks, points)
