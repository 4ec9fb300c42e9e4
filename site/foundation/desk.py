"""What waits for staff today, and the way into a first run: each room says it of its own rows.

A room registers its items in AppConfig.ready(); the roof puts them on one screen. The number of an item and the
list that it leads to ask the same selector, so that the number is the number of rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Waiting:
    """What an item found: how many rows, whether something has to be done about them now, and a few words more.

    `when` is the day or the moment that the words of `note` speak of.
    """

    count: int
    is_due: bool = False
    note: Text = ""
    when: date | None = None

    @classmethod
    def for_each(cls, rows: "models.QuerySet[Any]") -> "Waiting":
        """Rows about each of which something has to be done now. One query."""
        count = rows.order_by().count()
        return cls(count, is_due=bool(count))


@dataclass(frozen=True)
class DeskItem:
    """One kind of row that may wait for somebody.

    `look` counts within the scope of a user, in one or two queries however many rows there are. The address is the
    list of exactly these rows. Items with something due stand first, in the order of `order`; the first is lit.
    """

    key: str
    order: int
    icon: str
    title: Text
    is_for: Callable[[Any], bool]
    look: Callable[[Any, datetime], Waiting]
    url_name: str
    query: str = ""

    @property
    def url(self) -> str:
        """The list of the rows that were counted."""
        return reverse(self.url_name) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class FirstStep:
    """One step on the way from an empty county to a run. `is_done` asks the rows, in one query, never a tick."""

    key: str
    order: int
    title: Text
    note: Text
    verb: Text
    is_done: Callable[[Any], bool]
    url_name: str

    @property
    def url(self) -> str:
        """Where the step is done."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class Found:
    """An item with what it found."""

    item: DeskItem
    waiting: Waiting


_items: dict[str, DeskItem] = {}
_steps: dict[str, FirstStep] = {}


def register_desk_items(*items: DeskItem) -> None:
    """Add what may wait; to be called in AppConfig.ready()."""
    _items.update({item.key: item for item in items})


def register_first_steps(*steps: FirstStep) -> None:
    """Add steps of the way to a first run; to be called in AppConfig.ready()."""
    _steps.update({step.key: step for step in steps})


def desk_of(user: Any, now: datetime) -> list[Found]:
    """Every item that is for this user: what is due first, then what there is, then the zeros."""
    mine = (item for item in _items.values() if item.is_for(user))
    found = [Found(item, item.look(user, now)) for item in mine]
    return sorted(found, key=lambda one: (not one.waiting.is_due, not one.waiting.count, one.item.order))


def first_steps_of(user: Any) -> Sequence[tuple[FirstStep, bool]]:
    """The steps in their order, each with whether the user's rows show it as done. One query a step."""
    steps = sorted(_steps.values(), key=lambda step: step.order)
    return [(step, step.is_done(user)) for step in steps]
