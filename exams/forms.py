"""What browsers send, turned into answers. Two shapes: the plain form of the whole paper, and JSON."""

import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _

from exams.errors import AnswerRefused
from exams.models import Attempt
from exams.services.record_answers import Answer
from exams.services.save_form import FormAnswer

MAX_BODY_BYTES = 128 * 1024


def answers_from_json(request: HttpRequest) -> list[Answer]:
    """The entries of {"entries": [{"slot", "seq", "chosen", "unsure", "at"}]}; `at` is milliseconds since 1970.

    Raises AnswerRefused for anything else.
    """
    try:
        if len(request.body) > MAX_BODY_BYTES:
            raise _not_understood()
        return [_answer(entry) for entry in json.loads(request.body)["entries"]]
    except (ValueError, KeyError, TypeError, AttributeError, RawPostDataException):
        raise _not_understood() from None


def _not_understood() -> AnswerRefused:
    return AnswerRefused(
        _("What was sent was not understood. Load the page again; what was saved is still there."),
        code="not_understood",
    )


def _answer(entry: dict[str, Any]) -> Answer:
    chosen = entry["chosen"]
    if not isinstance(chosen, list) or not all(isinstance(letter, str) for letter in chosen):
        raise TypeError
    return Answer(
        slot=_whole(entry["slot"]),
        seq=_whole(entry["seq"]),
        chosen=tuple(chosen),
        is_unsure=bool(entry.get("unsure", False)),
        client_at=_moment(entry.get("at")),
    )


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _moment(value: Any) -> datetime | None:
    """What the phone's clock said; None when it says nonsense, since it decides nothing."""
    try:
        return datetime.fromtimestamp(value / 1000, tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def answers_from_form(attempt: Attempt, data: QueryDict) -> list[FormAnswer]:
    """Every slot that the form held: q<slot> (letters), u<slot> (unsure), s<slot> (seq that it was drawn from)."""
    slots = [slot for slot in range(1, attempt.item_count + 1) if data.get(f"s{slot}", "").isdigit()]
    return [
        FormAnswer(
            slot=slot,
            base_seq=int(data[f"s{slot}"][:9]),
            chosen=tuple(data.getlist(f"q{slot}")),
            is_unsure=f"u{slot}" in data,
        )
        for slot in slots
    ]
