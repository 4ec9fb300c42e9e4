"""A roster's rows in words for people."""

from collections.abc import Iterator

from people.models import Person, RosterRow
from people.rules.field_words import FIELD_WORDS


def shown_changes(row: RosterRow) -> Iterator[tuple[str, str, str]]:
    """Each change of a row as (field's name for people, before, after)."""
    for name, pair in row.changes.items():
        before, after = (Person.State(value).label for value in pair) if name == "state" else pair
        yield str(FIELD_WORDS[name]), str(before), str(after)
