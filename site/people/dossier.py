"""What each room knows about one person, under one roof: the person's page, the data download, the erasure.

A room registers its sections in AppConfig.ready(); people knows none of them.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from people.models import Person

Text = str | Promise
# Takes a person's names, phones and numbers out of a text.
Hide = Callable[[Any], Any]


@dataclass(frozen=True)
class DossierRow:
    """One fact, as words for people in the order of the section's columns; `url` leads staff to its own screen."""

    cells: Sequence[str]
    url: str = ""


def nothing_kept(person: Person) -> str:
    """The answer of a section that no law keeps."""
    return ""


def nothing_to_forget(today: date) -> int:
    """What a section does by night when nothing of it is kept for a time."""
    return 0


def nothing_to_blank(person: Person, hide: Hide) -> None:
    """What a section does at an erasure when its rows hold no personal words."""


@dataclass(frozen=True)
class DossierSection:
    """One kind of fact about a person.

    `rows` answers within a constant number of queries, the latest first. `keeps` says why these rows must outlive
    an erasure ("" when they need not). `blank` takes the personal words out of what the room holds and the law
    does not keep, with `hide` where a text must stay; the erasure calls it with the append-only triggers standing
    aside. `forget` does the same, by night, with what was kept of erased people until a day before the given one,
    and says how many facts that were.
    """

    key: str
    title: Text
    columns: Sequence[Text]
    rows: Callable[[Person], list[DossierRow]]
    keeps: Callable[[Person], str] = nothing_kept
    blank: Callable[[Person, Hide], None] = nothing_to_blank
    forget: Callable[[date], int] = nothing_to_forget


_sections: dict[str, DossierSection] = {}


def register_section(section: DossierSection) -> None:
    """Add a section; sections stand in the order of registration, which is that of the floors."""
    _sections[section.key] = section


def dossier_of(person: Person, *, leave_out: Container[str] = ()) -> list[tuple[DossierSection, list[DossierRow]]]:
    """Every section with the person's rows, but for those with these keys."""
    return [(section, section.rows(person)) for key, section in _sections.items() if key not in leave_out]


def reasons_to_keep(person: Person) -> list[str]:
    """Why some of what is held must outlive an erasure; empty when nothing must."""
    reasons = (section.keeps(person) for section in _sections.values())
    return [reason for reason in reasons if reason]


def blank_sections(person: Person, hide: Hide) -> None:
    """Let every room take its personal words out. Inside `foundation.bypass()`, for the erasure alone."""
    for section in _sections.values():
        section.blank(person, hide)


def forget_outlived(today: date) -> int:
    """Let every room take the names out of what was kept of erased people until a day before today; how many.

    Inside `foundation.bypass()`, for the nightly forgetting alone.
    """
    return sum(section.forget(today) for section in _sections.values())


def kept_until(last: date, years: int) -> date:
    """The last day on which something must be kept that was written on `last`."""
    try:
        return last.replace(year=last.year + years)
    except ValueError:  # 29 February
        return last.replace(year=last.year + years, day=28)
