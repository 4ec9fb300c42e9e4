"""Where people stand (unit, post, in post or left) and the history of it: written together, and only here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.models import Employment, Person, RosterImport

# Written together; SQLite and PostgreSQL both limit what one statement may carry.
BATCH_ROWS = 500


@transaction.atomic
def enter_people(
    *, people: Sequence[Person], actor: Any, roster: RosterImport | None = None, day: date | None = None
) -> None:
    """Write people who are new, and open the history of those in post from that day (today)."""
    Person.objects.bulk_create(people, batch_size=BATCH_ROWS)
    _open(people, actor, roster, day or timezone.localdate())


@transaction.atomic
def place_people(
    *, people: Sequence[Person], actor: Any, roster: RosterImport | None = None, day: date | None = None
) -> None:
    """Write the unit, post and state that these known people now carry, and keep their history in step.

    The caller has locked them. Whoever left has their open row ended; whoever stands elsewhere or as something
    else has it ended and the next one opened on the same day. Nothing happens to people who stand as before.
    """
    day = day or timezone.localdate()
    stood = {row.person_id: row for row in Employment.objects.filter(person__in=people, until=None)}
    changed = [person for person in people if not _stands(person, stood.get(person.pk))]
    ended = [stood[person.pk] for person in changed if person.pk in stood]
    for row in ended:  # somebody may have been entered with a first day that is still to come
        row.until, row.ended_by = max(day, row.since), roster
    Employment.objects.bulk_update(ended, ["until", "ended_by"], batch_size=BATCH_ROWS)
    Person.objects.bulk_update(people, ["unit", "post", "state"], batch_size=BATCH_ROWS)
    _open(changed, actor, roster, day)


@transaction.atomic
def unplace_people(*, people: Sequence[Person], roster: RosterImport) -> None:
    """Write the unit, post and state that these people carry again, and take the roster out of their history.

    For the undoing of an import: rows that it opened are deleted, rows that it ended are open again.
    """
    Person.objects.bulk_update(people, ["unit", "post", "state"], batch_size=BATCH_ROWS)
    Employment.objects.filter(person__in=people, roster=roster).delete()
    Employment.objects.filter(person__in=people, ended_by=roster).update(until=None, ended_by=None)


def _stands(person: Person, row: Employment | None) -> bool:
    if person.state == Person.State.LEFT:
        return row is None
    return row is not None and (row.unit_id, row.post) == (person.unit_id, person.post)


def _open(people: Sequence[Person], actor: Any, roster: RosterImport | None, day: date) -> None:
    actor = actor if getattr(actor, "pk", None) else None
    rows = [
        Employment(person=person, unit_id=person.unit_id, post=person.post, since=day, roster=roster, actor=actor)
        for person in people
        if person.state == Person.State.ACTIVE
    ]
    Employment.objects.bulk_create(rows, batch_size=BATCH_ROWS)
