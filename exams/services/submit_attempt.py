import logging
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.api import Enrolment, StateRefused, StepCompletion, complete_step
from exams.models import Attempt, ItemMark
from exams.rules import marking
from exams.selectors import NOTHING_SAVED, SavedAnswer, current_answers, items_of, key_of
from exams.states import GRACE_SECONDS, AttemptState, Standing, finish, state_at

logger = logging.getLogger(__name__)

CLOSE_AT_ONCE = 500


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: datetime, actor: Any) -> Attempt:
    """Hand in: fold the journal, mark every item, write the score and the receipt number.

    Idempotent: of several submits the first one marks, the others return what it wrote. A passed attempt,
    at a mock exam any, completes the step (courses.api.complete_step), on the day it ended. Locks the enrolment,
    then the attempt: the order in which starting locks them.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("page").get(pk=attempt.pk)
    if locked.state == AttemptState.FINISHED:
        return locked
    score = _mark_items(locked)
    finish(
        locked,
        now=now,
        score=score,
        fraction=(score / locked.full_marks).quantize(marking.FRACTION_STEP, ROUND_DOWN),
        passed=score >= locked.pass_fraction * locked.full_marks,
        receipt_no=receipt_no(locked, min(now, locked.deadline)),
    )
    if locked.passed or locked.page.is_mock:
        _complete(enrolment, locked, actor)
    return locked


def _mark_items(attempt: Attempt) -> Decimal:
    """Write a mark for every item; returns the score."""
    answers = current_answers(attempt)
    rows = [_mark(item, answers.get(item.slot, NOTHING_SAVED)) for item in items_of(attempt)]
    ItemMark.objects.bulk_create(rows)
    return sum((row.marks for row in rows), Decimal(0))


def _mark(item: Any, answer: SavedAnswer) -> ItemMark:
    fraction = marking.grade(item.marking, key=key_of(item), chosen=answer.chosen)
    chosen = "".join(sorted(answer.chosen))
    return ItemMark(item=item, chosen=chosen, fraction=fraction, marks=marking.marks(fraction, item.points))


def receipt_no(attempt: Attempt, ended_at: datetime) -> str:
    """The local day and the attempt's own number: unique, short, and it can be read aloud."""
    return f"{timezone.localtime(ended_at):%y%m%d}{attempt.pk:06d}"


def _complete(enrolment: Enrolment, attempt: Attempt, actor: Any) -> None:
    """A candidate who was taken off the list meanwhile keeps the result; the step is not completed."""
    ended_at = attempt.submitted_at
    assert ended_at is not None
    how = StepCompletion.How.EXAM
    try:
        complete_step(enrolment=enrolment, step=attempt.page, how=how, actor=actor, now=ended_at)
    except StateRefused as error:
        logger.info("exam passed, step not completed: %s", error.code, extra={"attempt": str(attempt.uid)})


def settle(*, attempt: Attempt, now: datetime) -> Attempt:
    """The attempt, marked first when its time and grace are over. For pages that cannot wait for the beat."""
    if state_at(attempt, now) == Standing.OVER:
        return submit_attempt(attempt=attempt, now=now, actor=None)
    return attempt


def close_overdue(now: datetime) -> int:
    """Mark the open attempts whose deadline and grace are over, each in its own transaction; returns how many.

    One that cannot be marked is logged and does not stop the others.
    """
    limit = now - timedelta(seconds=GRACE_SECONDS)
    overdue = Attempt.objects.filter(state=AttemptState.OPEN, deadline__lte=limit).order_by("deadline")
    closed = 0
    for attempt in overdue[:CLOSE_AT_ONCE]:
        try:
            submit_attempt(attempt=attempt, now=now, actor=None)
            closed += 1
        except Exception:
            logger.exception("attempt could not be closed", extra={"attempt": str(attempt.uid)})
    return closed
