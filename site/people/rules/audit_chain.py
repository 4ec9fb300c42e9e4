"""The digest chain over the audit log: byte form of a row, digest of a link, and where a chain is broken.

Byte form of a row: one JSON object, UTF-8, no spaces, keys sorted by code point, text unescaped but for what JSON
demands, numbers as plain decimals without exponent or trailing zeros, moments in UTC cut to milliseconds
("2026-01-31T08:00:00.123Z"), keys of other rows as numbers. So a row has the same digest on SQLite, on PostgreSQL
(whose jsonb rewrites numbers and the order of keys) and after dumpdata and loaddata (which cut microseconds).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

# Enough for every number that JSON can carry; the default context would round after 28 digits.
_EXACT = Context(prec=1100)
GENESIS = "0" * 64
# No transaction lives as long; what is linked later than this was not written when it says.
LATE = timedelta(hours=24)


class FaultKind(TextChoices):
    """What can be wrong with the chain at a position."""

    CHANGED = "changed", pgettext_lazy("audit", "the event was changed")
    REMOVED = "removed", pgettext_lazy("audit", "the event was removed")
    LINK_REMOVED = "link_removed", pgettext_lazy("audit", "the link was removed")
    LINK_CHANGED = "link_changed", pgettext_lazy("audit", "the link was changed")
    ORDER = "order", pgettext_lazy("audit", "the order was changed")
    INSERTED = "inserted", pgettext_lazy("audit", "an event was inserted afterwards")
    BACKDATED = "backdated", pgettext_lazy("audit", "the event is older than it can be at this place")
    SHORTENED = "shortened", pgettext_lazy("audit", "the end of the chain was cut off")
    NOT_AS_NOTED = "not_as_noted", pgettext_lazy("audit", "the digest is not the one that was noted outside")


@dataclass(frozen=True)
class Fault:
    """Where the chain is broken: position of the link, and of the last one of a gap.

    For an inserted event, which has no link, it is the last position at the time.
    """

    kind: str
    position: int
    event: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Link:
    """A stored link, and the digest of its event as it stands now: None when there is no such event.

    `linked_at` is when the link was made, `happened_at` the event's own moment.
    """

    position: int
    event: int
    row_digest: str
    digest: str
    linked_at: datetime
    found_digest: str | None = None
    happened_at: datetime | None = None


def canonical_bytes(fields: Mapping[str, Any]) -> bytes:
    """The byte form of a row's fields."""
    return _token(dict(fields)).encode("utf-8", "surrogatepass")


def row_digest(fields: Mapping[str, Any]) -> str:
    """SHA-256 of the byte form, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(fields)).hexdigest()


def link_digest(previous: str, row: str) -> str:
    """SHA-256 over the two digests as text, 128 hexadecimal digits, the previous link's first; in hexadecimal."""
    return hashlib.sha256((previous + row).encode("utf-8", "surrogatepass")).hexdigest()


def _token(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{_token(str(key))}:{_token(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_token, value)) + "]"
    if isinstance(value, datetime):
        return _token(value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)


def _number(value: int | float | Decimal) -> str:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return format(number.normalize(_EXACT) if number else Decimal(0), "f")


class ChainWalk:
    """Walks the links in the order of their positions, in portions, and tells what is wrong."""

    def __init__(self) -> None:
        self.position = 0
        self.digest = GENESIS
        self._happened_at: datetime | None = None

    def faults(self, portion: list[Link]) -> Iterator[Fault]:
        """The faults of the next portion. After a gap the chain is taken up again from the link behind it."""
        digests = [self.digest, *(link.digest for link in portion)]
        for link in portion:
            is_next = link.position == self.position + 1
            if not is_next:
                yield Fault(FaultKind.LINK_REMOVED, self.position + 1, last=link.position - 1)
            if is_next and link_digest(self.digest, link.row_digest) != link.digest:
                yield Fault(_kind_of_break(link, digests), link.position, link.event)
            yield from self._row_faults(link)
            self.position, self.digest = link.position, link.digest

    def _row_faults(self, link: Link) -> Iterator[Fault]:
        if link.found_digest is None or link.happened_at is None:
            yield Fault(FaultKind.REMOVED, link.position, link.event)
            return
        if link.found_digest != link.row_digest:
            yield Fault(FaultKind.CHANGED, link.position, link.event)
        if self._happened_at is not None and link.happened_at < self._happened_at - LATE:
            yield Fault(FaultKind.BACKDATED, link.position, link.event)
        self._happened_at = link.happened_at


def _kind_of_break(link: Link, digests: Iterable[str]) -> str:
    """A link that fits behind another one was moved; one that fits nowhere was changed."""
    fits = any(link_digest(digest, link.row_digest) == link.digest for digest in digests)
    return FaultKind.ORDER if fits else FaultKind.LINK_CHANGED
