"""What the audit screens read: an officer's events are those of their units; those without a unit are nobody's but
the platform administrator's.

A page is found in two steps, keys first: with an index that ends with the key, a page of a million events is read
without sorting or fetching the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.audit_actions import action_words, data_words
from people.models import AuditEvent, AuditHead, Person
from people.rules.audit_chain import Fault, FaultKind
from people.scope import OFFICERS, units_of, visible
from people.selectors.staff import logins_called

PAGE_SIZE = 50
# A name that fits more people than this is too short to search by.
PEOPLE_LOOKED_AT = 500
# Keys and moments are given out in almost the same order; so far apart they never are.
KEY_SLACK = 1000


@dataclass(frozen=True)
class AuditSearch:
    """What is looked for; empty fields ask for everything. Days are local and both included."""

    person: str = ""
    actor: str = ""
    action: str = ""
    target: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditLine:
    """An event in words. `person` is whom it concerns, if they are one of the reader's people now."""

    event: AuditEvent
    action: str
    person: Person | None

    @property
    def is_of_somebody_else(self) -> bool:
        """Whether it concerns a person who is none of the reader's people (any more)."""
        return self.person is None and self.event.person_uid is not None


@dataclass(frozen=True)
class AuditPage:
    """One page of the log, the latest first. `before` and `after` are the keys for the pages next to it, or 0."""

    lines: list[AuditLine]
    before: int = 0
    after: int = 0


def events_found(user: Any, search: AuditSearch) -> QuerySet[AuditEvent]:
    """The reader's events that fit, the latest first."""
    found = AuditEvent.objects.order_by("-id")
    if not user.is_superuser:
        found = found.filter(unit__in=units_of(user, OFFICERS).values("pk"))
    if search.action:
        found = found.filter(action=search.action)
    if search.target:
        kind, _colon, key = search.target.partition(":")
        found = found.filter(target_type=kind, target_id=key)
    if search.person.strip():
        found = found.filter(person_uid__in=_uids_called(user, search.person.strip()))
    if search.actor.strip():
        logins = logins_called(search.actor.strip()).order_by("pk").values_list("pk", flat=True)
        found = found.filter(actor__in=list(logins[:PEOPLE_LOOKED_AT]))
    return found.filter(_between(search.since, search.until))


def _uids_called(user: Any, words: str) -> list[UUID]:
    people = visible(Person, user, OFFICERS).filter(Q(name__icontains=words) | Q(worker_no__istartswith=words))
    return list(people.order_by("worker_no").values_list("uid", flat=True)[:PEOPLE_LOOKED_AT])


def _between(since: date | None, until: date | None) -> Q:
    """The condition on moments, and one on keys that follows from it, by which the pages are cut."""
    wanted = Q()
    if since is not None:
        start = _midnight(since)
        first = AuditEvent.objects.filter(created_at__gte=start).order_by("created_at").first()
        wanted &= Q(created_at__gte=start, id__gte=(first.pk if first else 0) - KEY_SLACK)
    if until is not None:
        end = _midnight(until + timedelta(days=1))
        last = AuditEvent.objects.filter(created_at__lt=end).order_by("-created_at").first()
        wanted &= Q(created_at__lt=end, id__lte=(last.pk if last else 0) + KEY_SLACK)
    return wanted


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def audit_page(user: Any, search: AuditSearch, *, before: int = 0, after: int = 0) -> AuditPage:
    """The page older than the event `before`, or newer than `after`, or the newest one."""
    found = events_found(user, search)
    if after:
        keys = list(found.filter(id__gt=after).order_by("id").values_list("id", flat=True)[: PAGE_SIZE + 1])
        has_older, has_newer = True, len(keys) > PAGE_SIZE
        keys = keys[:PAGE_SIZE][::-1]
    else:
        found = found.filter(id__lt=before) if before else found
        keys = list(found.values_list("id", flat=True)[: PAGE_SIZE + 1])
        has_older, has_newer = len(keys) > PAGE_SIZE, bool(before)
        keys = keys[:PAGE_SIZE]
    if not keys:
        return AuditPage([])
    return AuditPage(lines_of(user, keys), keys[-1] if has_older else 0, keys[0] if has_newer else 0)


def lines_of(user: Any, keys: list[int]) -> list[AuditLine]:
    """These events in words, in the order of the keys; two queries however many there are."""
    events = AuditEvent.objects.select_related("actor__person", "unit").in_bulk(keys)
    uids = {event.person_uid for event in events.values() if event.person_uid}
    people = {person.uid: person for person in visible(Person, user, OFFICERS).filter(uid__in=uids)}
    return [
        AuditLine(event, action_words(event.action), people.get(event.person_uid) if event.person_uid else None)
        for event in (events[key] for key in keys)
    ]


def lines_about(user: Any, person: Person, limit: int = 10) -> list[AuditLine]:
    """The latest events that concern a person and that the reader may see; one query."""
    found = events_found(user, AuditSearch()).filter(person_uid=person.uid).select_related("actor__person")
    return [AuditLine(event, action_words(event.action), person) for event in found[:limit]]


def portions_found(user: Any, search: AuditSearch, *, size: int, newest: int) -> Iterator[list[AuditLine]]:
    """Everything that fits up to the event `newest`, in portions, the latest first."""
    found, before = events_found(user, search), newest + 1
    while keys := list(found.filter(id__lt=before).values_list("id", flat=True)[:size]):
        yield lines_of(user, keys)
        before = keys[-1]


def target_words(event: AuditEvent) -> str:
    """What an event was done to: the kind of thing, in words; "" when it had no target."""
    try:
        model = apps.get_model(event.target_type)
    except (LookupError, ValueError):
        return event.target_type
    return str(model._meta.verbose_name)


def shown_data(event: AuditEvent) -> list[tuple[str, str]]:
    """The details of an event as (name, value), in words as far as there are any."""
    return [(data_words(key), _value_words(value)) for key, value in event.data.items()]


def _value_words(value: Any) -> str:
    if isinstance(value, bool):
        return pgettext("audit", "yes") if value else pgettext("audit", "no")
    if isinstance(value, list):
        return pgettext("list", ", ").join(_value_words(one) for one in value)
    if isinstance(value, dict):
        return pgettext("list", ", ").join(f"{key} {_value_words(one)}" for key, one in value.items())
    return "—" if value is None else data_words(str(value))


def chain_state() -> AuditHead | None:
    """The chain's end and what the last check found; None as long as nothing is linked or checked."""
    return AuditHead.objects.filter(pk=AuditHead.THE_ONE).first()


def fault_words(fault: Fault) -> str:
    """One fault of the chain, in words."""
    place = f"{fault.position}–{fault.last}" if fault.last and fault.last > fault.position else fault.position
    words = _("Position %(place)s: %(what)s") % {"place": place, "what": FaultKind(fault.kind).label}
    if fault.event is None:
        return words
    return words + pgettext("audit", " (event %(event)d)") % {"event": fault.event}
