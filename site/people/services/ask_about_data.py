"""Asking about one's own data. Each request has a day by which it is answered."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError
from people.models import DataRequest, Person
from people.request_states import close_request, lock_open_request
from people.rules.working_days import ANSWER_WORKING_DAYS, add_working_days
from people.services.record_audit import record_audit

Kind, State = DataRequest.Kind, DataRequest.State
OPEN_AT_ONCE = 5


class AskedAlready(GridschoolError):
    """The same is waiting for an answer, or too much is."""

    status = 409


@transaction.atomic
def ask_about_data(
    *,
    person: Person,
    kind: str,
    actor: Any,
    field: str = "",
    wanted: str = "",
    text: str = "",
) -> DataRequest:
    """Take down a request of the person; an actor who is somebody else wrote down what was asked on paper.

    Side effects: one audit event. Raises AskedAlready: a second erasure or the same correction while the first is
    open, or more than five open requests.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    if kind != Kind.ACCESS:
        _refuse_repetition(person, kind, field)
    request = DataRequest.objects.create(
        person=person,
        kind=kind,
        field=field,
        wanted=wanted,
        text=text,
        due_on=add_working_days(timezone.localdate(), ANSWER_WORKING_DAYS),
        entered_by=None if actor.person_id == person.pk else actor,
    )
    record_audit(
        actor=actor, action="people.ask_about_data", target=request, unit=person.unit, data={"kind": kind}
    )
    return request


def _refuse_repetition(person: Person, kind: str, field: str) -> None:
    waiting = list(DataRequest.objects.filter(person=person, state=State.OPEN).values_list("kind", "field"))
    if (kind, field) in waiting and field != DataRequest.Field.OTHER:
        raise AskedAlready(_("The same request is waiting for an answer already."), code="asked_already")
    if len(waiting) >= OPEN_AT_ONCE:
        message = _("Five requests are waiting for an answer. Wait for one of them, or take one back.")
        raise AskedAlready(message, code="too_many_open")


@transaction.atomic
def withdraw_request(*, request: DataRequest, actor: Any) -> None:
    """Take a request back while nobody has answered it. Raises RequestClosed."""
    close_request(lock_open_request(request), State.WITHDRAWN, actor=actor, now=timezone.now())
