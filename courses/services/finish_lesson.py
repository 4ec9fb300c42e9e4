from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.lesson_text import characters_of
from courses.models import Enrolment, LessonPage, LessonVisit, StepCompletion
from courses.rules.reading import seconds_left
from courses.selectors.reading import Reading, StepLine
from courses.services.complete_step import complete_step
from foundation.api import GridschoolError


class TooEarly(GridschoolError):
    """The lesson has not been open long enough, or never."""

    status = 409


def open_lesson(*, enrolment: Enrolment | Reading, step: LessonPage | StepLine, now: datetime) -> LessonVisit:
    """Write down the first time that an enrolment opens a lesson; later visits change nothing."""
    visit, _created = LessonVisit.objects.get_or_create(
        enrolment_id=enrolment.pk, step_id=step.pk, defaults={"opened_at": now}
    )
    return visit


@transaction.atomic
def finish_lesson(*, enrolment: Enrolment, step: LessonPage, actor: Any, now: datetime) -> StepCompletion:
    """Complete a lesson that was opened and has been open for its least time (courses.rules.reading).

    Idempotent. Raises TooEarly otherwise, with the seconds that are left in its words.
    """
    existing = enrolment.completions.filter(step_id=step.pk).first()
    if existing is not None:
        return existing
    visit = enrolment.visits.filter(step_id=step.pk).first()
    if visit is None:
        raise TooEarly(_("Open the lesson first, then finish it."), code="never_opened")
    left = seconds_left(visit.opened_at, now, characters_of(step))
    if left:
        message = _("You have only just opened this lesson. Read for %(seconds)s more seconds, then tap again.")
        raise TooEarly(message % {"seconds": left}, code="too_early")
    how = StepCompletion.How.READ
    return complete_step(enrolment=enrolment, step=step, how=how, actor=actor, now=now)
