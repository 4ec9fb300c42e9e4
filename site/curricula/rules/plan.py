"""What applying a pack would do, decided from digests alone, and told in words."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from curricula.rules.items import STEP_KINDS, Item
from curricula.rules.words import KIND_WORDS


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    RETIRE = "retire"
    EDITED = "edited"
    UNCHANGED = "unchanged"


CHANGING = (Action.CREATE, Action.UPDATE, Action.RETIRE)
_MARKS = {Action.CREATE: "+", Action.UPDATE: "~", Action.RETIRE: "-", Action.EDITED: "!"}
_ACTION_WORDS = {
    Action.CREATE: pgettext_lazy("pack item", "new"),
    Action.UPDATE: pgettext_lazy("pack item", "changed"),
    Action.RETIRE: pgettext_lazy("pack item", "retired"),
    Action.EDITED: pgettext_lazy("pack item", "edited here, left alone"),
    Action.UNCHANGED: pgettext_lazy("pack item", "unchanged"),
}
_TITLE_WIDTH = 40


@dataclass(frozen=True)
class Known:
    """What is on record about an item: digests of the last applying, and of what stands there today.

    `current` is "" when nothing stands there any more.
    """

    kind: str
    id: str
    uid: uuid.UUID
    title: str
    digest: str
    applied_digest: str
    is_retired: bool
    current: str


@dataclass(frozen=True)
class Change:
    action: Action
    kind: str
    id: str
    uid: uuid.UUID
    title: str


@dataclass(frozen=True)
class Plan:
    """`version_before` is "" for a pack that the county does not use yet."""

    pack_id: str
    title: str
    version: str
    version_before: str
    unit_name: str
    changes: tuple[Change, ...]

    def of(self, *actions: Action) -> list[Change]:
        return [change for change in self.changes if change.action in actions]

    @property
    def is_empty(self) -> bool:
        """Whether applying would write nothing at all."""
        return not self.of(*CHANGING) and self.version == self.version_before

    def as_text(self) -> str:
        """The diff as people read it: one line per change, then the counts."""
        version = f"{self.version_before} → {self.version}" if self.version_before else self.version
        lines = [
            _("%(title)s (%(version)s) in %(unit)s")
            % {
                "title": self.title,
                "version": version,
                "unit": self.unit_name,
            }
        ]
        lines += [_line(change) for change in self.changes if change.action in _MARKS]
        counts = Counter(change.action for change in self.changes)
        return "\n".join([*lines, "  ".join(f"{_ACTION_WORDS[action]} {counts[action]}" for action in Action)])


def _line(change: Change) -> str:
    title = change.title if len(change.title) <= _TITLE_WIDTH else change.title[: _TITLE_WIDTH - 1] + "…"
    words = f"{_ACTION_WORDS[change.action]} {KIND_WORDS[change.kind]}"
    return f"  {_MARKS[change.action]} {words} {change.id} {title}"


def changes_between(items: list[Item], known: Mapping[uuid.UUID, Known]) -> tuple[Change, ...]:
    """Changes in applying order, then what leaves."""
    is_course_gone = any(entry.kind == "course" and not entry.current for entry in known.values())
    found = [
        Change(_action(item, known.get(item.uid), is_course_gone), item.kind, item.id, item.uid, item.title)
        for item in items
    ]
    wanted = {item.uid for item in items}
    leaving = [entry for uid, entry in known.items() if uid not in wanted and not entry.is_retired]
    found += [Change(Action.RETIRE, entry.kind, entry.id, entry.uid, entry.title) for entry in leaving]
    return tuple(found)


def _action(item: Item, known: Known | None, is_course_gone: bool) -> Action:
    """A step that a trainer deleted stays away, unless the whole course is gone and is made anew."""
    if known is None:
        return Action.CREATE
    if not known.current:
        return Action.EDITED if item.kind in STEP_KINDS and not is_course_gone else Action.CREATE
    if known.current != known.applied_digest:
        return Action.EDITED
    if known.is_retired or known.digest != item.digest:
        return Action.UPDATE
    return Action.UNCHANGED
