"""What each room knows about one person, under one roof: the person's page, the data download, the erasure.

A room registers its sections in AppConfig.ready(); people knows none of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from people.models import Person

Text = str | Promise


@dataclass(frozen=True)
class DossierRow:
    """One fact, as words for people in the order of the section's columns; `url` leads staff to its own screen."""

    cells: Sequence[str]
    url: str = ""


def nothing_kept(person: Person) -> str:
    """The answer of a section that no law keeps."""
    return ""


@dataclass(frozen=True)
class DossierSection:
    """One kind of fact about a person.

    `rows` answers within a constant number of queries, the latest first. `keeps` says why these rows must outlive
    an erasure ("" when they need not).
    """

    key: str
    title: Text
    columns: Sequence[Text]
    rows: Callable[[Person], list[DossierRow]]
    keeps: Callable[[Person], str] = nothing_kept


_sections: dict[str, DossierSection] = {}


def register_section(section: DossierSection) -> None:
    """Add a section; sections stand in the order of registration, which is that of the floors."""
    _sections[section.key] = section


def dossier_of(person: Person) -> list[tuple[DossierSection, list[DossierRow]]]:
    """Every section with the person's rows."""
    return [(section, section.rows(person)) for section in _sections.values()]


def reasons_to_keep(person: Person) -> list[str]:
    """Why some of what is held must outlive an erasure; empty when nothing must."""
    reasons = (section.keeps(person) for section in _sections.values())
    return [reason for reason in reasons if reason]
