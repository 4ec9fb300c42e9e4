"""System checks for what would otherwise fail silently, each with a hint that says what to do."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import OperationalError, connections

from foundation.append_only import tables_without_triggers


@register(Tags.database)
def check_triggers(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Append-only tables must have their triggers; SQLite loses them when a table is rebuilt."""
    if not databases:
        return []
    try:
        bare = [table for alias in databases for table in tables_without_triggers(alias)]
    except OperationalError:
        return []  # no database to look at: the connection's own error says so better
    if not bare:
        return []
    return [
        Error(
            f"Append-only tables without triggers: {', '.join(bare)}.",
            hint="Run `manage.py migrate`: it installs them after every migration.",
            id="foundation.E001",
        )
    ]


@register(Tags.database)
def check_sqlite_mode(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite serves several people only with a write-ahead log and IMMEDIATE transactions."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection: Any = connections[alias]
        if connection.vendor != "sqlite" or connection.is_in_memory_db():
            continue
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        if mode != "wal" or connection.transaction_mode != "IMMEDIATE":
            hint = "Use the settings' tune_database(): WAL alone makes locking errors more frequent."
            found.append(Warning("SQLite runs without WAL or IMMEDIATE.", hint=hint, id="foundation.W001"))
    return found
