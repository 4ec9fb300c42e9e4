"""The door of a data request: open -> done, refused or withdrawn. Nobody else assigns `.state`."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError
from people.models import DataRequest
from people.services.record_audit import record_audit

State = DataRequest.State


class RequestClosed(GridschoolError):
    """The request has been answered or taken back already."""

    status = 409


def lock_open_request(request: DataRequest) -> DataRequest:
    """The request, locked for the transaction. Raises RequestClosed when somebody was faster."""
    locked = DataRequest.objects.select_for_update(of=("self",)).select_related("person__unit").get(pk=request.pk)
    if locked.state != State.OPEN:
        message = _("This request is closed already. Nothing was done a second time; open it to see the answer.")
        raise RequestClosed(message, code="request_closed")
    return locked


def close_request(request: DataRequest, state: str, *, actor: Any, now: datetime, answer: str = "") -> None:
    """Move a locked open request to its end, with words for the one who asked. Side effects: one audit event."""
    request.state, request.answer, request.done_at = state, answer, now
    request.answered_by = actor if state in {State.DONE, State.REFUSED} else None
    request.save(update_fields=["state", "answer", "done_at", "answered_by"])
    record_audit(
        actor=actor,
        action=f"people.request_{state}",
        target=request,
        unit=request.person.unit,
        data={"kind": request.kind},
    )
