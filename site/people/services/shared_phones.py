"""Two people may share a phone; worker numbers tell them apart. The officer is told, nobody is refused."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from people.models import Person
from people.rules.planned_row import Planned
from people.rules.roster_rows import row_list
from people.scope import OFFICERS, visible

CHUNK_ROWS = 500


def notes_on_phones(planned: list[Planned], *, actor: Any) -> list[str]:
    """A sentence about the rows whose phone somebody else has, too: in the file, or among the officer's people."""
    owners: dict[str, set[Any]] = defaultdict(set)
    for row in planned:
        if row.line is not None and row.line.phone:
            owners[row.line.phone].add(row.person_id or -row.number)
    for phone, person in _known(list(owners), actor):
        owners[phone].add(person)
    shared = [row.number for row in planned if row.line is not None and len(owners.get(row.line.phone, ())) > 1]
    if not shared:
        return []
    message = _(
        "Others have the same phone, which is allowed. These people sign in with their worker numbers: %(rows)s."
    )
    return [message % {"rows": row_list(shared)}]


def _known(phones: list[str], actor: Any) -> Iterator[tuple[str, int]]:
    """Who of the officer's own people has one of these phones; a neighbour's people are never asked about."""
    people = visible(Person, actor, OFFICERS).filter(state=Person.State.ACTIVE)
    for start in range(0, len(phones), CHUNK_ROWS):
        yield from people.filter(phone__in=phones[start : start + CHUNK_ROWS]).values_list("phone", "pk")
