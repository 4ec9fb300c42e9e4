"""Two lands in one database, what stands in their rows and files, and who looks from one at the other."""

import re
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from wagtail.permissions import policy_registry

from certificates.models import Certificate
from courses.models import Booking, Enrolment
from exams.models import Attempt
from people.models import Person
from people.scope import ScopedPolicy, visible
from tests.factories.courses import school_in
from tests.factories.people import county_factory, identity_number, officer_factory, trainer_factory
from tests.neighbour import rows
from tests.neighbour.land import HOME, NAMES, NEIGHBOUR, SHARED_WORD, Land
from tests.neighbour.tables import SEARCH
from tests.neighbour.visitor import Visitor

NEIGHBOUR_KEY = re.compile(rf"(?<!\d){rows.NEIGHBOUR_FROM // rows.RANGE}\d{{3}}(?!\d)")
# Of the words of both lands those that lie between keys and codes are sent in place of their twins.
SENT_WORD = re.compile(r"[\w-]+")
ROLES = (
    "officer and trainer",
    "officer",
    "trainer",
    "officer of a town",
    "trainer of a town",
    "worker",
    "nobody",
)


@dataclass
class Role:
    """Somebody who looks: a login of home or nobody. `is_chief` asks everything, others the short list.

    `hidden` are rows of home that the neighbour's border is not needed to forbid, as (table, key).
    """

    name: str
    user: Any
    is_chief: bool = False
    hidden: frozenset[tuple[str, int]] = field(default=frozenset(), repr=False)
    hidden_words: frozenset[str] = field(default=frozenset(), repr=False)

    visitor: Visitor = field(init=False, repr=False)

    def log_in(self) -> None:
        """Once before the walk: what is written during a request is taken back."""
        self.visitor = Visitor(self.user)


@dataclass(repr=False)
class World:
    """Everything that the walker compares with."""

    home: Land
    neighbour: Land
    tables: dict[str, rows.Table]
    twins: dict[str, str]
    roles: list[Role]
    secrets: frozenset[str]
    files: dict[Path, bytes] = field(default_factory=dict)
    their_files: frozenset[Path] = frozenset()

    def mirror(self, text: str) -> str:
        """The text with each of home's keys, uids and codes replaced by the neighbour's."""
        return SENT_WORD.sub(lambda found: self._twin(found[0]), text)

    def _twin(self, word: str) -> str:
        return self.twins.get(word) or self.twins.get(word.lower()) or word

    def values(self, source: str) -> list[str]:
        """What a source of the tables gives, of home's rows; the last rows first, since they are in use."""
        if source == SEARCH:
            return [SHARED_WORD, *self.search_words]
        if source.startswith("="):
            return source[1:].split("=")
        return [value for part in source.split("|") for value in self._cells(part)]

    def _cells(self, source: str) -> list[str]:
        table, column = source.split(".")
        shape = rows.shapes()[table]
        place = shape.columns.index(column)
        mine = sorted(key for key in self.tables[table] if rows.is_from(key, rows.HOME_FROM))
        if table == "wagtailcore_page":
            mine.sort(key=self._page_order)
        cells = [str(self.tables[table][key][place]) for key in mine]
        return [str(uuid.UUID(cell)) for cell in cells] if place in shape.uuids else cells

    def _page_order(self, key: int) -> int:
        """The lesson first, then course and exam: on them hangs most."""
        first = [page.pk for page in (self.home.lesson, self.home.course, self.home.exam)]
        return first.index(key) if key in first else len(first)

    @cached_property
    def search_words(self) -> list[str]:
        """Ways to look for somebody or something of home's; mirrored, of the neighbour's."""
        person = self.home.people[0]
        certificate = self.home.template.certificates.last()
        assert certificate is not None
        return [HOME.surname, identity_number(HOME.number), person.phone, person.worker_no, certificate.code]

    def secrets_in(self, text: str) -> set[str]:
        """What of the neighbour's stands in a text: keys, uids, numbers, codes, words, names."""
        found = rows.words_in(text) & self.secrets
        found |= set(NEIGHBOUR_KEY.findall(text))
        return found | {name for name in _names() if name in text}

    def references(self, table: str, row: rows.Row | None) -> set[tuple[str, str]]:
        """Columns of a row that name something of the neighbour's, with what they name."""
        columns = rows.shapes()[table].columns
        pairs = zip(columns, row or (), strict=False)
        return {(column, word) for column, cell in pairs for word in self.secrets_in(str(cell))}

    def is_theirs(self, table: str, key: Any) -> bool:
        if isinstance(key, int):
            return rows.is_from(key, rows.NEIGHBOUR_FROM)
        return bool(self.secrets_in(str(key)))

    def describe(self, word: str) -> str:
        """Which table and column a word stands in, for keys, numbers and codes."""
        if word in {NEIGHBOUR.word, HOME.word}:
            return "a text"
        return self._places.get(word, "a name or an identity number")

    @cached_property
    def _places(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, table in self.tables.items():
            shape = rows.shapes()[name]
            for key, row in table.items():
                if rows.is_from(key, rows.HOME_FROM) or rows.is_from(key, rows.NEIGHBOUR_FROM):
                    found.setdefault(str(key), f"{name}.{shape.columns[shape.key]}")
                    for n in sorted(shape.words):
                        for word in rows.words_in(str(row[n])):
                            found.setdefault(word, f"{name}.{shape.columns[n]}")
        return found

    def is_their_file(self, body: bytes) -> bool:
        return any(self.files[path] == body for path in self.their_files)

    def heal_files(self) -> list[str]:
        """Put back every file that is gone or has changed; returns those of the neighbour."""
        hurt = [path for path, data in self.files.items() if not path.exists() or path.read_bytes() != data]
        for path in hurt:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.files[path])
        return [path.suffix or "a roster" for path in hurt if path in self.their_files]


def _names() -> list[str]:
    """The neighbour's people as they are called; the first and the last character alone are public."""
    return [NEIGHBOUR.surname + name[0] for name in NAMES[:1]]


def build_world() -> World:
    """Make both lands, in the order that makes their rows tell whose they are."""
    _make_what_all_share()
    rows.count_from(rows.HOME_FROM)
    home = Land(HOME)
    before = _files()
    rows.count_from(rows.NEIGHBOUR_FROM)
    neighbour = Land(NEIGHBOUR)
    rows.count_from(rows.LATER_FROM)
    tables = rows.read_all()
    people = _twins_of_people()
    twins = rows.twins(tables) | people
    secrets = rows.words_of_land(tables, rows.NEIGHBOUR_FROM) | {word.lower() for word in people.values()}
    return World(
        home=home,
        neighbour=neighbour,
        tables=tables,
        twins=twins,
        roles=_roles(home, tables),
        secrets=frozenset(secrets - rows.words_of_others(tables, rows.NEIGHBOUR_FROM)),
        files={path: path.read_bytes() for path in _files()},
        their_files=frozenset(_files() - before),
    )


def _twins_of_people() -> dict[str, str]:
    """Identity numbers stand encrypted in the rows; surnames are no words of their own there."""
    numbers = {identity_number(HOME.number + n): identity_number(NEIGHBOUR.number + n) for n in range(60)}
    return numbers | {HOME.surname: NEIGHBOUR.surname}


def _make_what_all_share() -> None:
    """Groups, pages and units that belong to neither land."""
    elsewhere = county_factory("990200", "别县")
    school_in(elsewhere.county)
    officer_factory(elsewhere.county)
    trainer_factory(elsewhere.county)


def _files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def _roles(home: Land, tables: dict[str, rows.Table]) -> list[Role]:
    """Who looks. Some must not see all of home either: other units, other learners, anything at all."""
    worker = home.workers[0]
    who: list[tuple[Any, frozenset[tuple[str, int]]]] = [
        (home.chief, frozenset()),
        (home.officer, frozenset()),
        (home.trainer, frozenset()),
        (home.town_officer, _outside(home.town_officer, tables)),
        (home.town_trainer, _outside(home.town_trainer, tables)),
        (worker, _of_others(worker, tables)),
        (None, _all_of_home(tables)),
    ]
    pairs = zip(ROLES, who, strict=True)
    roles = [Role(name, user, is_chief=user is home.chief, hidden=hidden) for name, (user, hidden) in pairs]
    for role in roles:
        words = (_identifiers(tables, name, key) for name, key in role.hidden)
        role.hidden_words = frozenset().union(*words)
    return roles


def _outside(user: Any, tables: dict[str, rows.Table]) -> frozenset[tuple[str, int]]:
    """Home's rows in units that are not the user's."""
    found: set[tuple[str, int]] = set()
    for model in apps.get_models():
        if isinstance(policy_registry.get_by_type(model), ScopedPolicy):
            seen = set(visible(model, user).values_list("pk", flat=True))
            found |= {(model._meta.db_table, key) for key in _home_keys(model, tables) if key not in seen}
    return frozenset(found)


def _of_others(user: Any, tables: dict[str, rows.Table]) -> frozenset[tuple[str, int]]:
    """What belongs to other learners of home."""
    person = user.person
    own: dict[type[Any], Any] = {
        Person: Person.objects.filter(pk=person.pk),
        Enrolment: Enrolment.objects.filter(person=person),
        Attempt: Attempt.objects.filter(enrolment__person=person),
        Booking: Booking.objects.filter(enrolment__person=person),
        Certificate: Certificate.objects.filter(person=person),
    }
    found: set[tuple[str, int]] = set()
    for model, seen in own.items():
        keys = _home_keys(model, tables) - set(seen.values_list("pk", flat=True))
        found |= {(model._meta.db_table, key) for key in keys}
    return frozenset(found)


def _all_of_home(tables: dict[str, rows.Table]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (name, key) for name, table in tables.items() for key in table if rows.is_from(key, rows.HOME_FROM)
    )


def _home_keys(model: Any, tables: dict[str, rows.Table]) -> set[int]:
    return {key for key in tables[model._meta.db_table] if rows.is_from(key, rows.HOME_FROM)}


def _identifiers(tables: dict[str, rows.Table], name: str, key: int) -> set[str]:
    """The UUIDs of a row."""
    shape = rows.shapes()[name]
    cells = (str(tables[name][key][n]) for n in shape.uuids)
    return {word for cell in cells for word in rows.words_in(cell)}
