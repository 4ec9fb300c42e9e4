from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Run
from courses.states import move_run
from foundation.api import GridschoolError


class CloseRefused(GridschoolError):
    """Something of the run is still to come."""

    status = 409


@transaction.atomic
def close_run(*, run: Run, actor: Any, now: datetime, reason: str = "") -> Run:
    """End a run: nobody joins, sits an exam or plans a drill any more; everybody still reads. Twice is once.

    Side effects: one audit event. Raises CloseRefused while a drill session is still to come.
    """
    locked = Run.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)
    if locked.drill_sessions.filter(ends_at__gt=now, cancelled_at=None).exists():
        message = _("A drill session of this run is still to come. Hold it or cancel it first.")
        raise CloseRefused(message, code="session_to_come")
    move_run(locked, Run.State.CLOSED, actor=actor, reason=reason)
    return locked


@transaction.atomic
def reopen_run(*, run: Run, actor: Any, reason: str) -> Run:
    """Open a closed run again, as it was. Twice is once. Side effects: one audit event."""
    locked = Run.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)
    move_run(locked, Run.State.OPEN, actor=actor, reason=reason)
    return locked
