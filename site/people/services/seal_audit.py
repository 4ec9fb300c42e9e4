"""Linking audit events into the chain, after the fact and by one sealer at a time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.models import AuditEvent, AuditHead, AuditLink
from people.rules.audit_chain import GENESIS, LATE, link_digest, row_digest

PORTION = 500
# One beat's work at most: what is left waits for the next one.
PORTIONS_AT_ONCE = 100
# What a row digest is made of: every field, keys of other rows as numbers.
ROW_FIELDS = (
    "id",
    "created_at",
    "actor_id",
    "action",
    "unit_id",
    "target_type",
    "target_id",
    "person_uid",
    "result",
    "reason",
    "data",
    "ip",
    "request_id",
)


def seal_audit(*, portion: int = PORTION) -> int:
    """Link every event that is visible and not linked yet; returns how many.

    Each portion is one transaction, in which the head's row is locked. An event that commits late, with a lower id
    than some already linked, is linked when it becomes visible: the order is that of the positions.
    """
    sealed = 0
    for _ in range(PORTIONS_AT_ONCE):
        done = _seal_portion(portion, timezone.now())
        sealed += done
        if done < portion:
            break
    return sealed


def unlinked_events() -> Any:
    """Events that no link points at, in the order of their ids."""
    return AuditEvent.objects.filter(link=None).order_by("id")


@transaction.atomic
def _seal_portion(portion: int, now: datetime) -> int:
    AuditHead.objects.get_or_create(pk=AuditHead.THE_ONE)
    head = AuditHead.objects.select_for_update().get(pk=AuditHead.THE_ONE)
    events = list(unlinked_events().filter(id__gt=head.settled_event).values(*ROW_FIELDS)[:portion])
    links = []
    for event in events:
        row = row_digest(event)
        head.position += 1
        head.digest = link_digest(head.digest or GENESIS, row)
        links.append(AuditLink(position=head.position, event_id=event["id"], row_digest=row, digest=head.digest))
    AuditLink.objects.bulk_create(links)
    head.sealed_at = now
    _settle(head, max((event["id"] for event in events), default=0), now)
    head.save()
    return len(events)


def _settle(head: AuditHead, newest: int, now: datetime) -> None:
    """Once a day: what was the newest event a day ago is settled now, so that no search begins below it."""
    if head.next_settled_at is None or now - head.next_settled_at >= LATE:
        head.settled_event = head.next_settled
        head.next_settled, head.next_settled_at = max(newest, head.next_settled), now
