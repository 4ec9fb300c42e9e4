from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from exams.models import AnswerEntry, Attempt
from exams.services.record_answers import Answer, record_answers

NOTHING: dict[str, Any] = {"chosen": [], "unsure": False}


@dataclass(frozen=True)
class FormAnswer:
    """One question of the plain form. `base_seq` is the entry that the form was drawn from, 0 for none."""

    slot: int
    base_seq: int
    chosen: tuple[str, ...]
    is_unsure: bool

    def answer(self) -> Answer:
        return Answer(self.slot, self.base_seq + 1, self.chosen, self.is_unsure)


@transaction.atomic
def save_form(*, attempt: Attempt, answers: list[FormAnswer], now: datetime) -> list[int]:
    """Save what changed on the plain form of a whole paper; returns the slots that were not taken.

    A question that was answered elsewhere after the form was drawn is not overwritten: a form left open in an old
    tab must not undo newer answers. Questions that the form did not change are left alone.
    Raises what record_answers raises.
    """
    rows = AnswerEntry.objects.filter(attempt=attempt).order_by("slot", "seq")
    journal = {(slot, seq): response for slot, seq, response in rows.values_list("slot", "seq", "response")}
    last = dict(journal.keys())  # ordered by seq, so the highest one of a slot stays
    changed = [answer for answer in answers if _is_changed(answer, journal, last)]
    stale = [answer.slot for answer in changed if last.get(answer.slot, 0) > answer.base_seq]
    fresh = [answer.answer() for answer in changed if answer.slot not in stale]
    record_answers(attempt=attempt, entries=fresh, now=now)
    return stale


def _is_changed(answer: FormAnswer, journal: dict[Any, Any], last: dict[int, int]) -> bool:
    response = answer.answer().response
    shown = journal.get((answer.slot, answer.base_seq), NOTHING)
    current = journal.get((answer.slot, last.get(answer.slot, 0)), NOTHING)
    return response not in (shown, current)
