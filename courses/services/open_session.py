import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import DrillPage, DrillSession, Run
from foundation.api import GridschoolError
from people.api import record_audit


class SessionRefused(GridschoolError):
    """The session cannot be planned like this."""


@transaction.atomic
def open_session(
    *,
    uid: uuid.UUID,
    actor: Any,
    run: Run,
    page: DrillPage,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int,
) -> DrillSession:
    """Plan a drill session held by the actor. `uid` comes from the form: sending it twice makes one session.

    Side effects: one audit event. Raises SessionRefused when it ends before it starts, has no seat, or the drill
    is not one of the run's course, or the run is closed.
    """
    existing = DrillSession.objects.filter(uid=uid, run=run).first()
    if existing is not None:
        return existing
    if ends_at <= starts_at:
        raise SessionRefused(_("The session must end after it starts."), code="ends_before_start")
    if run.state != Run.State.OPEN:
        raise SessionRefused(_("This run is closed. Open it again first."), code="run_closed")
    if not page.is_child_of(run.course):
        raise SessionRefused(_("This drill is not part of the run's course."), code="other_course")
    if capacity < 1:
        raise SessionRefused(_("A session needs one seat at least."), code="no_seat")
    session = DrillSession.objects.create(
        uid=uid,
        run=run,
        page=page,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        capacity=capacity,
        trainer=actor,
    )
    record_audit(actor=actor, action="courses.open_session", target=session, unit=run.unit)
    return session
