"""Two records of one person become one; everything that can move moves, and a journal keeps the way back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import AppendOnlyModel, GridschoolError
from people.models import Employment, Person, PersonMerge, User
from people.scope import holds_role
from people.services.place_people import place_people
from people.services.record_audit import record_audit

Link = models.ForeignKey  # one-to-one links are foreign keys too


class MergeRefused(GridschoolError):
    """These two records cannot become one."""

    status = 409


@dataclass(frozen=True)
class Move:
    """The rows of one model: those that go over to the kept record, and those that would be there twice."""

    model: type[Model]
    link: str
    keys: list[int] = field(default_factory=list)
    staying: list[int] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What these rows are called."""
        return str(self.model._meta.verbose_name_plural)

    def as_json(self, keys: list[int]) -> dict[str, Any]:
        """The journal's entry for some of the rows."""
        return {"model": self.model._meta.label_lower, "field": self.link, "keys": keys}


def plan_merge(*, kept: Person, merged: Person) -> list[Move]:
    """What a merge would do, model by model; models without rows are left out.

    A row stays when the kept record has its own in that place (both were enrolled in one run, both have a login).
    Rows that are never changed stay as well: they are found through the merged record.
    """
    moves = (_move(link, kept, merged) for link in _links())
    return [move for move in moves if move.keys or move.staying]


def _links() -> Iterator[Link]:
    """Every foreign key of the house that says whose a row is."""
    for relation in Person._meta.related_objects:
        link = relation.field
        is_ours = relation.related_model in (PersonMerge, Person)
        if isinstance(link, models.ForeignKey) and not is_ours:
            yield link


def _move(link: Link, kept: Person, merged: Person) -> Move:
    rows = _rows(link, merged)
    everything = set(rows.values_list("pk", flat=True))
    stays = everything if issubclass(link.model, AppendOnlyModel) else _doubled(link, kept, merged)
    return Move(link.model, link.name, sorted(everything - stays), sorted(stays))


def _rows(link: Link, person: Person) -> QuerySet[Any]:
    return link.model._base_manager.filter(**{link.name: person})


def _doubled(link: Link, kept: Person, merged: Person) -> set[int]:
    """Rows of the merged record for which the kept one has a row in the same place."""
    if link.unique:
        return set(_rows(link, merged).values_list("pk", flat=True)) if _rows(link, kept).exists() else set()
    doubled: set[int] = set()
    for constraint in link.model._meta.constraints:
        if link.model is Employment:  # the open row is ended before anything moves
            continue
        if isinstance(constraint, models.UniqueConstraint) and link.name in constraint.fields:
            doubled |= _doubled_by(constraint, link, kept, merged)
    return doubled


def _doubled_by(constraint: models.UniqueConstraint, link: Link, kept: Person, merged: Person) -> set[int]:
    condition = constraint.condition or Q()
    others = [name for name in constraint.fields if name != link.name]
    taken = {row[1:] for row in _rows(link, kept).filter(condition).values_list("pk", *others)}
    rows = _rows(link, merged).filter(condition).values_list("pk", *others)
    return {row[0] for row in rows if row[1:] in taken}


@transaction.atomic
def merge_people(*, actor: Any, kept: Person, merged: Person, reason: str) -> PersonMerge:
    """Let `kept` stand for both records; `merged` stays as a shell that leads to it.

    Side effects: rows move, the shell's place is ended and a second login is closed, a journal row, two audit
    events. Raises MergeRefused: same, merged_already, not_yours.
    """
    people = Person.objects.select_for_update().in_bulk(sorted([kept.pk, merged.pk]))
    kept, merged = people[kept.pk], people[merged.pk]
    refuse_merge(actor=actor, kept=kept, merged=merged)
    before: dict[str, Any] = {"state": merged.state}
    merged.state, merged.merged_into = Person.State.LEFT, kept
    place_people(people=[merged], actor=actor)
    merged.save(update_fields=["merged_into"])
    moves = plan_merge(kept=kept, merged=merged)
    for move in moves:
        move.model._base_manager.filter(pk__in=move.keys).update(**{move.link: kept})
    before["closed_login"] = _close_login(merged)
    merge = PersonMerge.objects.create(
        kept=kept,
        merged=merged,
        reason=reason,
        actor=actor,
        moved=[move.as_json(move.keys) for move in moves if move.keys],
        stayed=[move.as_json(move.staying) for move in moves if move.staying],
        before=before,
    )
    for person, other in ((kept, merged), (merged, kept)):
        data = {"with": str(other.uid), "merge": str(merge.uid)}
        _note(actor, "people.merge", person, other, data, reason)
    return merge


def _note(actor: Any, action: str, person: Person, other: Person, data: dict[str, str], reason: str) -> None:
    record_audit(
        actor=actor, action=action, target=person, unit=person.unit, data=data, others=[other], reason=reason
    )


def refuse_merge(*, actor: Any, kept: Person, merged: Person) -> None:
    """Raises MergeRefused when these two may not be merged by the actor."""
    if kept.pk == merged.pk:
        raise MergeRefused(_("This is one and the same record. Choose the other one."), code="same")
    if kept.is_erased or merged.is_erased:
        raise MergeRefused(_("This person's data was erased."), code="erased")
    if kept.merged_into_id or merged.merged_into_id:
        message = _("One of the two was merged before. Open the record that was kept and begin there.")
        raise MergeRefused(message, code="merged_already")
    if not all(holds_role(actor, person.unit, ("officer",)) for person in (kept, merged)):
        raise MergeRefused(_("Both records must stand in your units."), code="not_yours")


def _close_login(merged: Person) -> int | None:
    """Close the login that stayed with the merged record; its key when there was an open one."""
    user = User.objects.filter(person=merged, is_active=True).first()
    if user is None:
        return None
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user.pk


@transaction.atomic
def split_people(*, actor: Any, merge: PersonMerge, reason: str) -> PersonMerge:
    """Undo a wrong merge: what moved then goes back; what came since stays with the kept record. Twice is once.

    Side effects: rows move back, the closed login opens, two audit events. Raises MergeRefused: not_yours.
    """
    # No join here: PostgreSQL would join the freshly locked row with people as they were before the wait.
    merge = PersonMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.split_at is not None:
        return merge
    people = Person.objects.select_for_update().select_related("unit").in_bulk([merge.kept_id, merge.merged_id])
    kept, merged = people[merge.kept_id], people[merge.merged_id]
    if not all(holds_role(actor, person.unit, ("officer",)) for person in (kept, merged)):
        raise MergeRefused(_("Both records must stand in your units."), code="not_yours")
    if kept.is_erased or merged.is_erased:
        raise MergeRefused(_("This person's data was erased."), code="erased")
    for entry in merge.moved:
        _still_there(entry, kept).update(**{entry["field"]: merged})
    merged.state, merged.merged_into = merge.before["state"], None
    merged.save(update_fields=["merged_into"])
    place_people(people=[merged], actor=actor)
    User.objects.filter(pk=merge.before["closed_login"]).update(is_active=True)
    merge.split_reason, merge.split_by, merge.split_at = reason, actor, timezone.now()
    merge.save(update_fields=["split_reason", "split_by", "split_at"])
    for person, other in ((kept, merged), (merged, kept)):
        _note(actor, "people.split", person, other, {"merge": str(merge.uid)}, reason)
    return merge


def plan_split(merge: PersonMerge) -> list[Move]:
    """What a split would move back, model by model."""
    moves = []
    for entry in merge.moved:
        rows = _still_there(entry, merge.kept)
        moves.append(Move(rows.model, entry["field"], sorted(rows.values_list("pk", flat=True))))
    return [move for move in moves if move.keys]


def _still_there(entry: dict[str, Any], kept: Person) -> QuerySet[Any]:
    """The rows of a journal entry that exist and belong to the kept record still."""
    model = apps.get_model(entry["model"])
    return model._base_manager.filter(pk__in=entry["keys"], **{entry["field"]: kept})
