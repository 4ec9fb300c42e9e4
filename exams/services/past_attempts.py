"""Attempts of a time that has passed, written by the thousand. For seeded schools alone.

It keeps the rules of the services that write one at a time: a paper is drawn from its seed, with the versions and
the order of options frozen into rows; answers stand in the journal; every item is marked by the rules; score, pass
and receipt number follow from the marks. What it leaves to the caller: completing steps, and whether an attempt is
allowed. The state is written with the row: nobody has seen these attempts open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random

from django.db import transaction

from courses.api import Enrolment
from exams.models import AnswerEntry, Attempt, AttemptItem, ExamPage, ItemMark, QuestionVersion
from exams.rules import marking
from exams.selectors import PaperPlan, current_versions, plan_of
from exams.services.start_attempt import SEED_BITS, drawn_item
from exams.services.submit_attempt import receipt_no
from exams.states import AttemptState, EndedBy
from foundation.api import insert_as_told


@dataclass(frozen=True)
class Sat:
    """Somebody sat an exam: from when, for how many seconds; `skill` is the chance to know an answer, 0 to 1."""

    enrolment: Enrolment
    started_at: datetime
    seconds: int
    skill: float
    number: int = 1


@transaction.atomic
def write_attempts(*, page: ExamPage, sittings: Sequence[Sat], rng: Random) -> list[Attempt]:
    """The attempts of these sittings at one exam, in their order, drawn, answered, marked and handed in."""
    plan = plan_of(page.paper)
    versions = current_versions(plan.topics)
    attempts, papers = [], []
    for sat in sittings:
        attempt, items = _paper(page, sat, plan, versions, rng)
        attempts.append(attempt)
        papers.append(items)
    chosen = [
        [_choice(item, sat.skill, rng) for item in items] for sat, items in zip(sittings, papers, strict=True)
    ]
    for attempt, items, answers in zip(attempts, papers, chosen, strict=True):
        _mark(attempt, items, answers)
    Attempt.objects.bulk_create(attempts, batch_size=100)
    _write_rows(attempts, papers, chosen)
    for attempt in attempts:
        attempt.receipt_no = receipt_no(attempt, attempt.submitted_at or attempt.started_at)
    Attempt.objects.bulk_update(attempts, ["receipt_no"], batch_size=250)
    return attempts


def _paper(
    page: ExamPage, sat: Sat, plan: PaperPlan, versions: dict[int, QuestionVersion], rng: Random
) -> tuple[Attempt, list[AttemptItem]]:
    seed = rng.getrandbits(SEED_BITS)
    own = Random(seed)  # noqa: S311  the draw must be repeatable
    drawn = plan.draw(own)
    attempt = Attempt(
        enrolment=sat.enrolment,
        page=page,
        paper=page.paper,
        number=sat.number,
        state=AttemptState.FINISHED,
        started_at=sat.started_at,
        deadline=sat.started_at + timedelta(seconds=page.paper.duration_seconds),
        seed=seed,
        item_count=len(drawn),
        full_marks=sum((item.section.points_each for item in drawn), Decimal(0)),
        pass_fraction=page.paper.pass_fraction,
        submitted_at=sat.started_at + timedelta(seconds=min(sat.seconds, page.paper.duration_seconds)),
        ended_by=EndedBy.CANDIDATE if sat.seconds < page.paper.duration_seconds else EndedBy.DEADLINE,
    )
    return attempt, [
        drawn_item(attempt, slot, item, versions[item.question_id], own) for slot, item in enumerate(drawn, 1)
    ]


def _key(item: AttemptItem) -> frozenset[str]:
    """The right letters as they were shown."""
    right = {option.letter for option in item.version.options.all() if option.is_right}
    return frozenset(
        shown for shown, letter in zip("ABCDEFGH", item.option_order, strict=False) if letter in right
    )


def _choice(item: AttemptItem, skill: float, rng: Random) -> frozenset[str]:
    """What the candidate chose: the key, a part of it, something else, or now and then nothing."""
    key = _key(item)
    if rng.random() < skill:
        return key
    if rng.random() < 0.08:
        return frozenset()
    letters = "ABCDEFGH"[: len(item.option_order)]
    if len(key) > 1 and rng.random() < 0.5:
        return frozenset(rng.sample(sorted(key), len(key) - 1))
    return frozenset(rng.sample(letters, max(len(key), 1)))


def _mark(attempt: Attempt, items: list[AttemptItem], answers: list[frozenset[str]]) -> None:
    score = sum((_marks(item, chosen)[1] for item, chosen in zip(items, answers, strict=True)), Decimal(0))
    attempt.score = score
    attempt.fraction = (score / attempt.full_marks).quantize(marking.FRACTION_STEP, ROUND_DOWN)
    attempt.passed = score >= attempt.pass_fraction * attempt.full_marks


def _marks(item: AttemptItem, chosen: frozenset[str]) -> tuple[Decimal, Decimal]:
    fraction = marking.grade(item.marking, key=_key(item), chosen=chosen)
    return fraction, marking.marks(fraction, item.points)


def _write_rows(
    attempts: list[Attempt], papers: list[list[AttemptItem]], chosen: list[list[frozenset[str]]]
) -> None:
    items, entries, marks = [], [], []
    for attempt, paper, answers in zip(attempts, papers, chosen, strict=True):
        ended = attempt.submitted_at or attempt.deadline
        for item, letters in zip(paper, answers, strict=True):
            item.attempt, item.created_at = attempt, attempt.started_at
            items.append(item)
            fraction, points = _marks(item, letters)
            text = "".join(sorted(letters))
            marks.append(ItemMark(item=item, chosen=text, fraction=fraction, marks=points, created_at=ended))
            if letters:
                response = {"chosen": sorted(letters), "unsure": False}
                entries.append(
                    AnswerEntry(attempt=attempt, slot=item.slot, seq=1, response=response, created_at=ended)
                )
    insert_as_told(items)
    for mark in marks:
        mark.item_id = mark.item.pk
    insert_as_told(marks)
    insert_as_told(entries)
