"""Identity numbers move under the newest key, so that an old one can be taken away."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from foundation.api import current_key, decrypt, encrypt, key_of
from people.models import Person, SlipBatch
from people.models.person import PURPOSE
from people.services.record_audit import record_audit
from people.services.slip_batches import PURPOSE as SHEET_PURPOSE

CHUNK_ROWS = 500
# Field by field, what is kept encrypted in rows. Files of rosters live for a day and are left to run out.
FIELDS = ((Person, "id_cipher", PURPOSE), (SlipBatch, "sheet", SHEET_PURPOSE))


def keys_in_use() -> dict[str, int]:
    """How many rows stand under which key id."""
    counts: Counter[str] = Counter()
    for model, field, _purpose in FIELDS:
        tokens = model._default_manager.exclude(**{field: ""}).values_list(field, flat=True)
        counts.update(key_of(token) for token in tokens.iterator())
    return dict(counts)


def rotate_keys() -> Iterator[int]:
    """Bring every row under the first of IDENTITY_KEYS; yields how many rows each step took along.

    Short transactions, safe beside everything else, and to be run again when it was interrupted: rows under the
    current key are left alone. Side effects: one audit event at the end, when anything was done.
    """
    done = 0
    for model, field, purpose in FIELDS:
        for step in _rotate_field(model, field, purpose):
            done += step
            yield step
    if done:
        record_audit(
            actor=None, action="people.rotate_keys", target=None, data={"rows": done, "key": current_key()}
        )


def _rotate_field(model: Any, field: str, purpose: str) -> Iterator[int]:
    old = model._default_manager.exclude(**{field: ""}).exclude(**{f"{field}__startswith": f"{current_key()}:"})
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:CHUNK_ROWS]):
        yield _rotate_rows(model, keys, field, purpose)


@transaction.atomic
def _rotate_rows(model: Any, keys: list[int], field: str, purpose: str) -> int:
    rows = list(model._default_manager.select_for_update().filter(pk__in=keys).exclude(**{field: ""}))
    for row in rows:
        setattr(row, field, encrypt(decrypt(getattr(row, field), purpose=purpose), purpose=purpose))
    model._default_manager.bulk_update(rows, [field])
    return len(rows)
