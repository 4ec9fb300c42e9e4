"""Tests that commit leave their rows to a flush, which the triggers of append-only tables refuse."""

from typing import Any

from django.db import connections
from django.test import TransactionTestCase

from foundation.append_only import append_only_models, install_triggers


def allow_flush() -> None:
    """Let the flush after a TransactionTestCase empty append-only tables too. Call once, in pytest_configure.

    On SQLite the triggers are dropped for the moment of the flush, on PostgreSQL they are told to stand aside.
    """
    flush = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        aliases = list(self._databases_names(include_mirrors=False))
        for alias in aliases:
            _open(alias)
        try:
            flush(self)
        finally:
            for alias in aliases:
                _close(alias)

    if not getattr(flush, "opens_append_only", False):
        teardown.opens_append_only = True  # type: ignore[attr-defined]
        TransactionTestCase._fixture_teardown = teardown


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
