"""What an officer does with a request about somebody's data: carry it out, or refuse it and say why."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import DataRequest
from people.request_states import close_request, lock_open_request
from people.services.correct_person import CORRECTABLE, correct_person
from people.services.erase_person import erase_person

Kind, State = DataRequest.Kind, DataRequest.State


class AnswerRefused(GridschoolError):
    """The answer lacks something."""


@transaction.atomic
def carry_out_request(*, request: DataRequest, actor: Any, value: str = "", answer: str = "") -> DataRequest:
    """Do what was asked: correct the field with `value`, or erase the person, or answer in words.

    Raises RequestClosed, AnswerRefused, and what correct_person and erase_person raise; then nothing is written.
    """
    request = lock_open_request(request)
    now = timezone.now()
    if request.kind == Kind.ERASURE:
        close_request(request, State.DONE, actor=actor, now=now)
        erase_person(person=request.person, actor=actor)
        return request
    if request.field in CORRECTABLE:
        correct_person(person=request.person, field=request.field, value=value, actor=actor)
    elif not answer.strip():
        raise AnswerRefused(_("Say what was done, so that the person knows."), code="no_answer")
    close_request(request, State.DONE, actor=actor, now=now, answer=answer.strip())
    return request


@transaction.atomic
def refuse_request(*, request: DataRequest, actor: Any, answer: str) -> DataRequest:
    """Refuse with a reason that the person reads. Raises RequestClosed, AnswerRefused without a reason."""
    request = lock_open_request(request)
    if not answer.strip():
        raise AnswerRefused(_("A refusal needs its reason: the person has a right to know it."), code="no_answer")
    close_request(request, State.REFUSED, actor=actor, now=timezone.now(), answer=answer.strip())
    return request
