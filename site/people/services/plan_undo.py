"""What the undoing of an import would do, person by person. Writes nothing.

Whoever was changed is put back, whoever was made is removed; later changes and every fact outlive the undoing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from people.models import Employment, LoginSlip, Person, RosterImport, RosterRow, User
from people.rules.field_words import FIELD_WORDS
from people.scope import holds_role

PLACE = frozenset({"unit", "post", "state"})
_NO_FACTS: tuple[type[Model], ...] = (Employment, LoginSlip, RosterRow, User)
Outcome = RosterRow.Outcome


@dataclass(frozen=True)
class Undoing:
    """What becomes of one row. `person` is there unless they are gone; `reason` says why somebody stays."""

    row: RosterRow
    outcome: str
    reason: str = ""
    person: Person | None = None


def rows_to_undo(roster: RosterImport) -> Any:
    """The rows that the import carried out and no undoing has looked at yet."""
    done = roster.rows.filter(kind__in=RosterRow.WRITING, is_done=True, outcome="")
    return done.select_related("unit_before")


def plan_undo(rows: list[RosterRow], *, roster: RosterImport, actor: Any, lock: bool = False) -> list[Undoing]:
    """What would become of these rows, in a constant number of queries; with `lock` the people are locked."""
    seen = _Seen(rows, roster, lock)
    return [_undoing(row, seen, actor) for row in rows]


class _Seen:
    """What is known now about the people of some rows."""

    def __init__(self, rows: list[RosterRow], roster: RosterImport, lock: bool) -> None:
        keys = [row.person_id for row in rows if row.person_id]
        people = Person.objects.filter(pk__in=keys)
        if lock:
            list(people.select_for_update().order_by("pk").values_list("pk"))
        self.roster = roster
        self.people = people.select_related("unit").in_bulk()
        standing = Employment.objects.filter(person__in=keys, until=None)
        self.opened_by = dict(standing.values_list("person_id", "roster_id"))
        made = [row.person_id for row in rows if row.person_id and row.kind == RosterRow.Kind.NEW]
        logins = dict(User.objects.filter(person__in=made).values_list("pk", "person_id"))
        used = _referred(User, logins) | set(
            User.objects.filter(pk__in=logins, last_login__isnull=False).values_list("pk", flat=True)
        )
        self.signed_in = {logins[key] for key in used}
        self.with_facts = _referred(Person, made)
        self.listed_later = set(_listed_later(roster, made))


def _referred(model: type[Model], keys: Iterable[int]) -> set[int]:
    """Which of these rows any other row in any room refers to; asked of the models themselves."""
    found: set[int] = set()
    if not (keys := list(keys)):
        return found
    for relation in model._meta.related_objects:
        rows = relation.related_model
        if isinstance(rows, type) and rows not in _NO_FACTS:
            lookup = relation.field.name
            found |= set(rows._base_manager.filter(**{f"{lookup}__in": keys}).values_list(lookup, flat=True))
    return found


def _listed_later(roster: RosterImport, keys: list[int]) -> Any:
    later = RosterRow.objects.filter(
        person__in=keys, roster__state=RosterImport.State.APPLIED, roster__applied_at__gt=roster.applied_at
    )
    return later.exclude(kind=RosterRow.Kind.REFUSED).values_list("person_id", flat=True)


def _undoing(row: RosterRow, seen: _Seen, actor: Any) -> Undoing:
    person = seen.people.get(row.person_id or 0)
    if person is None or person.merged_into_id:
        return Undoing(row, Outcome.KEPT, _("Was removed or merged since"), person)
    reason = next(_reasons_to_stay(row, person, seen, actor), "")
    if reason:
        return Undoing(row, Outcome.KEPT, reason, person)
    outcome = Outcome.REMOVED if row.kind == RosterRow.Kind.NEW else Outcome.RESTORED
    return Undoing(row, outcome, person=person)


def _reasons_to_stay(row: RosterRow, person: Person, seen: _Seen, actor: Any) -> Iterator[str]:
    if not holds_role(actor, person.unit, ("officer",)):
        yield _("Is registered outside your units now")
    changed = [str(FIELD_WORDS[name]) for name in _changed_since(row, person, seen)]
    if changed:
        yield _("Was changed since: %(fields)s") % {"fields": "、".join(changed)}
    if row.kind == RosterRow.Kind.NEW:
        yield from _reasons_against_removal(person, seen)
    elif _moves_back(row) and not holds_role(actor, row.unit_before, ("officer",)):  # type: ignore[arg-type]
        yield _("Stood in a unit before that is not yours")


def _reasons_against_removal(person: Person, seen: _Seen) -> Iterator[str]:
    if person.pk in seen.with_facts:
        yield _("Has records already, and records are kept")
    if person.pk in seen.signed_in:
        yield _("Has used the login already, or holds a role")
    if person.pk in seen.listed_later:
        yield _("Stands in a later roster too")


def _changed_since(row: RosterRow, person: Person, seen: _Seen) -> list[str]:
    """Fields that the import wrote and that no longer are as it left them."""
    written = {name: pair[1] for name, pair in row.changes.items() if name in ("name", "phone", "post")}
    if row.kind == RosterRow.Kind.NEW:
        written = {"name": row.name, "phone": "", "post": ""} | written
    changed = [name for name, after in written.items() if getattr(person, name) != after]
    if places(row) and not _stands_as_left(row, person, seen):
        changed.append("unit" if person.unit_id != row.unit_id else "state")
    return changed


def places(row: RosterRow) -> bool:
    """Whether the row changed where somebody stands."""
    return row.kind == RosterRow.Kind.NEW or bool(PLACE & row.changes.keys())


def _moves_back(row: RosterRow) -> bool:
    return "unit" in row.changes and row.unit_before is not None


def _stands_as_left(row: RosterRow, person: Person, seen: _Seen) -> bool:
    """Whether the person still stands where this import put them, by the row of history that it wrote."""
    if row.kind == RosterRow.Kind.LEFT:
        return person.state == Person.State.LEFT and person.pk not in seen.opened_by
    return person.unit_id == row.unit_id and seen.opened_by.get(person.pk) == seen.roster.pk
