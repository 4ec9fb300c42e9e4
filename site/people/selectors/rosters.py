"""A roster's rows in words for people."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import pgettext_lazy

from people.models import Person, RosterImport, RosterRow
from people.rules.field_words import FIELD_WORDS
from people.scope import OFFICERS, visible

State = RosterImport.State
WAITING, FAULTY = "waiting", "faulty"
SHOWN = (
    ("", pgettext_lazy("roster imports", "All")),
    (WAITING, pgettext_lazy("roster imports", "To be confirmed")),
    (FAULTY, pgettext_lazy("roster imports", "With refused rows")),
)
# Refused rows are something to do until a later roster of the unit came, and for so long at most.
FAULTY_DAYS = 30


def rosters_shown(user: Any, show: str, now: datetime) -> "QuerySet[RosterImport]":
    """The officer's imports that fit one of SHOWN, the latest first."""
    rosters = visible(RosterImport, user, OFFICERS)
    if show == WAITING:
        return rosters.filter(Q(job=None) | Q(job__state="failed"), state=State.PLANNED)
    if show == FAULTY:
        return rosters.filter(_is_faulty(), created_at__gte=now - timedelta(days=FAULTY_DAYS))
    return rosters


def _is_faulty() -> Q:
    """Refused as a whole or in part, and the unit has seen no later roster."""
    later = RosterImport.objects.filter(unit=OuterRef("unit"), pk__gt=OuterRef("pk"))
    refused = Q(state=State.REFUSED) | Q(state=State.APPLIED, counts__refused__gt=0)
    return Q(refused, ~Exists(later.exclude(state=State.UPLOADED)))


def shown_changes(row: RosterRow) -> Iterator[tuple[str, str, str]]:
    """Each change of a row as (field's name for people, before, after)."""
    for name, pair in row.changes.items():
        before, after = (Person.State(value).label for value in pair) if name == "state" else pair
        yield str(FIELD_WORDS[name]), str(before), str(after)
