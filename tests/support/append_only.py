"""Tests that commit leave their rows to a flush, which the triggers of append-only tables refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.test import TransactionTestCase

from foundation.append_only import append_only_models, install_triggers


def allow_flush() -> None:
    """Let a TransactionTestCase put the migrated rows back and flush append-only tables too.

    Call once, in pytest_configure. On SQLite the triggers are dropped for the moment, on PostgreSQL they are told
    to stand aside.
    """
    setup, flush = TransactionTestCase._fixture_setup.__func__, TransactionTestCase._fixture_teardown
    if getattr(flush, "opens_append_only", False):
        return

    def opened_setup(cls: type[TransactionTestCase]) -> None:
        with _opened(cls):
            setup(cls)

    def opened_teardown(self: TransactionTestCase) -> None:
        with _opened(type(self)):
            flush(self)

    opened_teardown.opens_append_only = True  # type: ignore[attr-defined]
    TransactionTestCase._fixture_setup = classmethod(opened_setup)
    TransactionTestCase._fixture_teardown = opened_teardown


@contextmanager
def _opened(case: type[TransactionTestCase]) -> Iterator[None]:
    aliases = list(case._databases_names(include_mirrors=False))
    for alias in aliases:
        _open(alias)
    try:
        yield
    finally:
        for alias in aliases:
            _close(alias)


def _open(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        for statement in _statements(connections[alias], "on"):
            cursor.execute(statement)


def _close(alias: str) -> None:
    if connections[alias].vendor == "sqlite":
        install_triggers(using=alias)
        return
    with connections[alias].cursor() as cursor:
        for statement in _statements(connections[alias], "off"):
            cursor.execute(statement)


def _statements(connection: Any, state: str) -> list[str]:
    if connection.vendor != "sqlite":
        return [f"SET gridschool.append_only_bypass = '{state}'"]
    tables = [model._meta.db_table for model in append_only_models()]
    return [f"DROP TRIGGER IF EXISTS keep_{table}_{event}" for table in tables for event in ("update", "delete")]
