"""Whose row is it? Each land's rows are numbered in a range of their own, so that every key tells its owner.

Both lands are made by the same code in the same order: the n-th row of one is the twin of the other's n-th row.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, models

HOME_FROM, NEIGHBOUR_FROM, LATER_FROM = 51_000_001, 73_000_001, 95_000_001
RANGE = 1_000
# What nobody owns, and what only the framework writes.
SKIPPED_TABLES = frozenset(
    {"django_session", "people_loginsession", "django_content_type", "auth_permission", "django_migrations"}
)
WORD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Za-z]{6,}", re.IGNORECASE)
TEXT_FIELDS = (models.CharField, models.TextField, models.UUIDField, models.JSONField, models.FileField)

Cell = Any
Row = tuple[Cell, ...]
Table = dict[Any, Row]


@dataclass(frozen=True)
class Shape:
    """A table: its columns, and which of them is the key, which hold words, which hold UUIDs."""

    name: str
    columns: tuple[str, ...]
    key: int
    words: frozenset[int]
    uuids: frozenset[int]


@cache
def shapes() -> dict[str, Shape]:
    """Every table of every model, join tables included."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.db_table in SKIPPED_TABLES or meta.proxy or not meta.managed:
            continue
        fields = meta.local_concrete_fields
        columns = tuple(field.column for field in fields)
        words = frozenset(n for n, field in enumerate(fields) if isinstance(field, TEXT_FIELDS))
        # A UUID that is not unique names another row.
        uuids = frozenset(
            n for n, field in enumerate(fields) if isinstance(field, models.UUIDField) and field.unique
        )
        found[meta.db_table] = Shape(meta.db_table, columns, columns.index(meta.pk.column), words, uuids)
    return found


def count_from(number: int) -> None:
    """Let the next row of every table get this number, or the next one free above it."""
    for model in apps.get_models(include_auto_created=True):
        pk = model._meta.pk
        if isinstance(pk, models.AutoField | models.BigAutoField):
            _set_sequence(model._meta.db_table, pk.column, number)


def _set_sequence(table: str, column: str, number: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number - 1])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [table, column, number])


def read_table(name: str) -> Table:
    """All rows of a table by key."""
    shape = shapes()[name]
    columns = ", ".join(f'"{column}"' for column in shape.columns)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{name}"')  # noqa: S608  names of our own models
        return {row[shape.key]: tuple(row) for row in cursor.fetchall()}


def read_all() -> dict[str, Table]:
    return {name: read_table(name) for name in shapes()}


def is_from(key: Any, start: int) -> bool:
    """Whether a row's key lies in the land's range."""
    return isinstance(key, int) and start <= key < start + RANGE


@lru_cache(maxsize=2)  # each answer is asked about twice
def words_in(text: str) -> frozenset[str]:
    """The words of a text that may tell whose it is; UUIDs without their strokes, all in small letters."""
    return frozenset(word.replace("-", "").lower() for word in WORD.findall(text))


def words_of_row(shape: Shape, row: Row) -> Iterator[str]:
    for n in shape.words:
        if row[n] is not None:
            yield from words_in(str(row[n]))


def words_of_land(tables: dict[str, Table], start: int) -> set[str]:
    """Every word in the land's rows."""
    return set(_words(tables, lambda key: is_from(key, start)))


def words_of_others(tables: dict[str, Table], start: int) -> set[str]:
    """Every word in rows that are not the land's. A key that is no number does not tell whose row it is."""
    return set(_words(tables, lambda key: isinstance(key, int) and not is_from(key, start)))


def _words(tables: dict[str, Table], is_wanted: Any) -> Iterator[str]:
    for name, rows in tables.items():
        shape = shapes()[name]
        for key, row in rows.items():
            if is_wanted(key):
                yield from words_of_row(shape, row)


def twins(tables: dict[str, Table]) -> dict[str, str]:
    """What stands in home's rows -> what stands at the same place in the neighbour's. Keys, uids, codes, names.

    Raises AssertionError when the lands were not made alike.
    """
    found: dict[str, str] = {}
    for name, rows in tables.items():
        shape = shapes()[name]
        home = sorted(key for key in rows if is_from(key, HOME_FROM))
        theirs = sorted(key for key in rows if is_from(key, NEIGHBOUR_FROM))
        offset = NEIGHBOUR_FROM - HOME_FROM
        assert [key + offset for key in home] == theirs, f"the lands differ in {name}: {home} and {theirs}"
        for key in home:
            found[str(key)] = str(key + offset)
            for n in shape.words:
                found.update(_twin_words(str(rows[key][n]), str(rows[key + offset][n])))
    return found


def _twin_words(mine: str, theirs: str) -> Iterable[tuple[str, str]]:
    pairs = zip(WORD.findall(mine), WORD.findall(theirs), strict=False)
    for one, other in pairs:
        if one != other and any(letter.isdigit() for letter in one):
            yield one, other
            if len(one) == 36:
                yield one.replace("-", ""), other.replace("-", "")
            elif len(one) == 32 and len(other) == 32:
                yield _dashed(one), _dashed(other)


def _dashed(word: str) -> str:
    return "-".join((word[:8], word[8:12], word[12:16], word[16:20], word[20:]))
