import secrets
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils.translation import gettext as _

from courses.api import SHUT, Enrolment, Run, outline
from exams.errors import StartRefused
from exams.models import Attempt, AttemptItem, ExamPage, QuestionVersion
from exams.rules.drawing import option_order
from exams.selectors import DrawnItem, current_versions, plan_of
from exams.services.submit_attempt import submit_attempt
from exams.states import AttemptState, QuestionType, Standing, state_at

SEED_BITS = 62


@transaction.atomic
def start_attempt(*, enrolment: Enrolment, page: ExamPage, now: datetime) -> Attempt:
    """Draw a paper for the candidate and start the clock; an attempt that is still open is resumed.

    The enrolment's row is locked, so two starts at once make one attempt. Question versions, the order of
    options, points, marking, pass mark and deadline are frozen into rows: later changes of the paper never reach
    an attempt. Side effects: one attempt and its items; an open attempt whose time is over is marked first.

    Raises StartRefused (not open yet, passed already, no attempt left, run closed) and PaperRefused (bank too
    small).
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("run__course").get(pk=enrolment.pk)
    attempts = list(Attempt.objects.filter(enrolment=locked, page=page).order_by("number"))
    running = next((attempt for attempt in attempts if attempt.state == AttemptState.OPEN), None)
    if running is not None:
        if state_at(running, now) != Standing.OVER:
            return running
        finished = submit_attempt(attempt=running, now=now, actor=None)
        attempts = [finished if attempt.pk == finished.pk else attempt for attempt in attempts]
    check_may_start(enrolment=locked, page=page, attempts=attempts)
    return _new_attempt(locked, page, number=len(attempts) + 1, now=now)


def check_may_start(*, enrolment: Enrolment, page: ExamPage, attempts: list[Attempt]) -> None:
    """Raises StartRefused, in words for the candidate, when no new attempt may be started."""
    if enrolment.state == Enrolment.State.WITHDRAWN or enrolment.run.state != Run.State.OPEN:
        raise StartRefused(
            _("This run is closed, so the exam cannot be started. Ask your trainer."), code="run_closed"
        )
    if not page.is_mock and any(attempt.passed for attempt in attempts):
        raise StartRefused(_("You have passed this exam already. Your result stands."), code="passed_already")
    if len(attempts) >= page.most_attempts:
        raise StartRefused(
            _("All attempts at this exam are used up. Talk to your trainer about what comes next."),
            code="no_attempts_left",
        )
    entry = next((step for step in outline(enrolment) if step.step.pk == page.pk), None)
    if entry is None or entry.state == SHUT:
        raise StartRefused(_("This exam is not open yet. Finish the steps before it first."), code="exam_not_open")


def _new_attempt(enrolment: Enrolment, page: ExamPage, *, number: int, now: datetime) -> Attempt:
    seed = secrets.randbits(SEED_BITS)
    rng = Random(seed)  # noqa: S311  the seed comes from a secret source; the draw must be repeatable
    paper = page.paper
    drawn = plan_of(paper).draw(rng)
    versions = current_versions(item.question_id for item in drawn)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        page=page,
        paper=paper,
        number=number,
        started_at=now,
        deadline=now + timedelta(seconds=paper.duration_seconds),
        seed=seed,
        item_count=len(drawn),
        full_marks=sum(item.section.points_each for item in drawn),
        pass_fraction=paper.pass_fraction,
    )
    AttemptItem.objects.bulk_create(
        drawn_item(attempt, slot, item, versions[item.question_id], rng) for slot, item in enumerate(drawn, 1)
    )
    return attempt


def drawn_item(
    attempt: Attempt, slot: int, drawn: DrawnItem, version: QuestionVersion, rng: Random
) -> AttemptItem:
    """A drawn question as this candidate gets it; unsaved."""
    section = drawn.section
    letters = sorted(option.letter for option in version.options.all())
    return AttemptItem(
        attempt=attempt,
        slot=slot,
        version=version,
        section=section.title,
        topic=drawn.topic,
        type=section.type,
        points=section.points_each,
        marking=section.marking,
        option_order=option_order(rng, letters, is_fixed=section.type == QuestionType.JUDGE),
    )
