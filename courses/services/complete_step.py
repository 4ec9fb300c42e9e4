from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import CreditEntry, Enrolment, Step, StepCompletion
from courses.selectors.learning import hours_of, steps_of
from courses.services.post_credit import post_credit
from courses.states import StateRefused, complete_enrolment

CREDIT_KIND: dict[str, str] = {
    StepCompletion.How.READ: CreditEntry.Kind.ONLINE,
    StepCompletion.How.EXAM: CreditEntry.Kind.ONLINE,
    StepCompletion.How.DRILL: CreditEntry.Kind.DRILL,
}


@transaction.atomic
def complete_step(*, enrolment: Enrolment, step: Step, how: str, actor: Any, now: datetime) -> StepCompletion:
    """Write down that a step is done, post its hours, complete the enrolment when its rule says so.

    Idempotent: the second call returns the first one's row and posts nothing. The enrolment's row is locked, so
    two at once cannot both be first. Sends `run_completed` on commit when the run is now completed.

    Raises StateRefused for a withdrawn enrolment.
    """
    locked = Enrolment.objects.select_for_update().select_related("run__course", "run__unit").get(pk=enrolment.pk)
    existing = StepCompletion.objects.filter(enrolment=locked, step_id=step.pk).first()
    if existing is not None:
        return existing
    if locked.state == Enrolment.State.WITHDRAWN:
        raise StateRefused(_("This person has been taken off the list of this run."), code="withdrawn")
    completion = StepCompletion.objects.create(
        enrolment=locked, step_id=step.pk, revision_id=step.live_revision_id, how=how, actor=actor
    )
    post_credit(enrolment=locked, step=step, kind=CREDIT_KIND[how], actor=actor, now=now)
    if locked.state == Enrolment.State.ACTIVE and is_run_fulfilled(locked):
        complete_enrolment(locked, now=now, actor=actor)
    return completion


def is_run_fulfilled(enrolment: Enrolment) -> bool:
    """Whether every required step is done and the ledger holds the hours that the course asks for."""
    done = set(enrolment.completions.values_list("step_id", flat=True))
    required = {step.pk for step in steps_of(enrolment.run.course) if step.is_required}
    return required <= done and hours_of(enrolment).total >= enrolment.run.course.hours_required
