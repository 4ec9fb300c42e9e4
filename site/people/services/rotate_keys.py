"""What is kept encrypted in rows moves under the newest key, so that an old one can be taken away."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from foundation.api import current_key, decrypt, encrypt, key_of
from people.models import Person, SlipBatch
from people.models.person import PURPOSE as IDENTITY
from people.services.record_audit import record_audit
from people.services.slip_batches import PURPOSE as SHEET

CHUNK_ROWS = 500
SECRETS = ("secret", "seed")  # of an app's codes, and of recovery codes


@dataclass(frozen=True)
class Kept:
    """A field with tokens in it: how to read them from a row, and how to bring a row under the current key."""

    model: Any
    field: str
    tokens: Callable[[Any], list[str]]
    renew: Callable[[Any], Any]


def _text(model: Any, field: str, purpose: str) -> Kept:
    """A field that is one token, or empty."""
    return Kept(
        model,
        field,
        lambda value: [value] if value else [],
        lambda value: encrypt(decrypt(value, purpose=purpose), purpose=purpose),
    )


def _secrets(data: dict[str, Any]) -> list[str]:
    return [data[name] for name in SECRETS if name in data]


def _renew_secrets(data: dict[str, Any]) -> dict[str, Any]:
    adapter = get_adapter()
    return data | {name: adapter.encrypt(adapter.decrypt(data[name])) for name in SECRETS if name in data}


# Files of rosters and exports live for a day and are left to run out.
KEPT = (
    _text(Person, "id_cipher", IDENTITY),
    _text(SlipBatch, "sheet", SHEET),
    Kept(Authenticator, "data", _secrets, _renew_secrets),
)


def keys_in_use() -> dict[str, int]:
    """How many tokens stand under which key id."""
    counts: Counter[str] = Counter()
    for kept in KEPT:
        for value in kept.model.objects.values_list(kept.field, flat=True).iterator():
            counts.update(key_of(token) for token in kept.tokens(value))
    return dict(counts)


def rotate_keys() -> Iterator[int]:
    """Bring every row under the first of IDENTITY_KEYS; yields how many rows each step took along.

    Short transactions, safe beside everything else, and to be run again when it was interrupted: rows under the
    current key are left alone. Side effects: one audit event at the end, when anything was done.
    """
    done = 0
    for kept in KEPT:
        for step in _rotate(kept):
            done += step
            yield step
    if done:
        data = {"rows": done, "key": current_key()}
        record_audit(actor=None, action="people.rotate_keys", target=None, data=data)


def _rotate(kept: Kept) -> Iterator[int]:
    rows = kept.model.objects.order_by("pk").values_list("pk", kept.field)
    old = [pk for pk, value in rows.iterator() if _is_old(kept, value)]
    for start in range(0, len(old), CHUNK_ROWS):
        yield _rotate_rows(kept, old[start : start + CHUNK_ROWS])


def _is_old(kept: Kept, value: Any) -> bool:
    return any(key_of(token) != current_key() for token in kept.tokens(value))


@transaction.atomic
def _rotate_rows(kept: Kept, keys: list[int]) -> int:
    locked = kept.model.objects.select_for_update().filter(pk__in=keys)
    rows = [row for row in locked if _is_old(kept, getattr(row, kept.field))]
    for row in rows:
        setattr(row, kept.field, kept.renew(getattr(row, kept.field)))
    kept.model.objects.bulk_update(rows, [kept.field])
    return len(rows)
