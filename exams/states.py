"""Words that columns are made of, and the one door through which an attempt ends."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from exams.models import Attempt

# An answer given in time may need this long on a slow network. Nobody is shown more than the deadline.
GRACE_SECONDS = 30


class QuestionType(models.TextChoices):
    SINGLE = "single", _("Single choice")
    MULTI = "multi", _("Multiple choice")
    JUDGE = "judge", _("True or false")


class Marking(models.TextChoices):
    """How a section is marked; the rules stand in exams/rules/marking.py."""

    EXACT = "exact", _("Right or wrong")
    NATIONAL_PARTIAL = "national_partial", _("National exam: a quarter for each right option")
    ALL_OR_NOTHING = "all_or_nothing", _("All right or nothing")
    HALF_IF_SUBSET = "half_if_subset", _("Half for a part of the key")
    PROPORTIONAL = "proportional", _("In proportion")


class AttemptState(models.TextChoices):
    """What is written down. Whether an open attempt is still running is asked of `state_at`."""

    OPEN = "open", _("Answering")
    FINISHED = "finished", _("Handed in")


class EndedBy(models.TextChoices):
    CANDIDATE = "candidate", _("Handed in by the candidate")
    DEADLINE = "deadline", _("Time was over")


class Standing(models.TextChoices):
    """What an attempt is at a moment, whether or not anything ran.

    RUNNING until the deadline. GRACE for GRACE_SECONDS after it: answers on their way still arrive. OVER: nothing
    is taken any more, the attempt waits to be marked. FINISHED: marked.
    """

    RUNNING = "running", _("Answering")
    GRACE = "grace", _("Time is over")
    OVER = "over", _("Time is over")
    FINISHED = "finished", _("Handed in")


def state_at(attempt: "Attempt", now: datetime) -> Standing:
    """What the attempt is at `now` (aware)."""
    if attempt.state == AttemptState.FINISHED:
        return Standing.FINISHED
    if now < attempt.deadline:
        return Standing.RUNNING
    if now < attempt.deadline + timedelta(seconds=GRACE_SECONDS):
        return Standing.GRACE
    return Standing.OVER


def finish(attempt: "Attempt", *, now: datetime, **result: Any) -> None:
    """Open to finished: the only writer of `state`. `result` holds score, fraction, passed, receipt_no.

    The attempt ended when it was handed in or at its deadline, whichever came first. The caller holds the row's
    lock and has found it open.
    """
    in_time = now < attempt.deadline
    attempt.state = AttemptState.FINISHED
    attempt.ended_by = EndedBy.CANDIDATE if in_time else EndedBy.DEADLINE
    attempt.submitted_at = min(now, attempt.deadline)
    for name, value in result.items():
        setattr(attempt, name, value)
    attempt.save(update_fields=["state", "ended_by", "submitted_at", *result])
