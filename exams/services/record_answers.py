from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exams.errors import AnswerRefused, AttemptOver
from exams.models import AnswerEntry, Attempt
from exams.states import Standing, state_at

LETTERS = frozenset("ABCDEFGH")
MAX_ENTRIES = 500
MAX_SEQ = 1_000_000


@dataclass(frozen=True)
class Answer:
    """One act of the candidate in one slot. `chosen` are letters as shown; none of them takes the answer back."""

    slot: int
    seq: int
    chosen: tuple[str, ...]
    is_unsure: bool = False
    client_at: datetime | None = None

    @property
    def response(self) -> dict[str, object]:
        return {"chosen": sorted(self.chosen), "unsure": self.is_unsure}


@dataclass(frozen=True)
class Receipt:
    """What the journal holds under (slot, seq). `is_kept` is False when another answer came first under this seq:
    the sender then sends again under a number above `last_seq`, so nothing is lost silently."""

    slot: int
    seq: int
    is_kept: bool
    last_seq: int
    saved_at: datetime


@transaction.atomic
def record_answers(*, attempt: Attempt, entries: list[Answer], now: datetime) -> list[Receipt]:
    """Append entries to the journal and give a receipt for each, in the given order.

    Idempotent by (attempt, slot, seq): what was sent before gets the same receipt and no second row. Three
    queries, however many entries. The attempt's row is locked, so a save that meets a submit waits for it and is
    then refused; nothing is written after the end.

    Raises AttemptOver after the deadline and its grace (states.GRACE_SECONDS), AnswerRefused for what is no
    answer to this paper: then nothing is written.
    """
    check_entries(attempt, entries)
    locked = Attempt.objects.select_for_update().only("state", "deadline").get(pk=attempt.pk)
    if state_at(locked, now) not in {Standing.RUNNING, Standing.GRACE}:
        raise AttemptOver(
            _("Time is over, so this answer can no longer be taken. Everything saved before counts."),
            code="attempt_over",
        )
    if not entries:
        return []
    AnswerEntry.objects.bulk_create(
        (
            AnswerEntry(attempt=attempt, slot=e.slot, seq=e.seq, response=e.response, client_at=e.client_at)
            for e in entries
        ),
        ignore_conflicts=True,
    )
    return _receipts(attempt, entries)


def check_entries(attempt: Attempt, entries: list[Answer]) -> None:
    """Raises AnswerRefused for a slot, number or letter that this paper cannot have."""
    is_sound = len(entries) <= MAX_ENTRIES and all(
        1 <= entry.slot <= attempt.item_count
        and 1 <= entry.seq <= MAX_SEQ
        and LETTERS.issuperset(entry.chosen)
        and len(set(entry.chosen)) == len(entry.chosen)
        for entry in entries
    )
    if not is_sound:
        raise AnswerRefused(
            _("What was sent does not fit this paper. Load the page again; what was saved is still there."),
            code="answer_does_not_fit",
        )


def _receipts(attempt: Attempt, entries: list[Answer]) -> list[Receipt]:
    slots = {entry.slot for entry in entries}
    rows = AnswerEntry.objects.filter(attempt=attempt, slot__in=slots).order_by("slot", "seq")
    stored = {(row.slot, row.seq): row for row in rows}
    last = dict(stored.keys())  # ordered by seq, so the highest one of a slot stays
    receipts = []
    for entry in entries:
        row = stored[entry.slot, entry.seq]
        is_kept = row.response == entry.response
        receipts.append(Receipt(entry.slot, entry.seq, is_kept, last[entry.slot], row.created_at))
    return receipts
