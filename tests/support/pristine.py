"""After a test that commits, the database is put back as the migrations left it.

Django's own way empties every table and reads the migrated rows back from JSON, one statement or two for each row:
seconds a test. Here the rows are copied inside the database.
"""

import sqlite3
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.test import TransactionTestCase

COPY = "pristine"  # a schema of PostgreSQL
_kept: list[Any] = []


def put_back_after_commits() -> None:
    """Teach TransactionTestCase. Call once, in pytest_configure."""

    def keep(cls: type[TransactionTestCase]) -> None:
        _keep()

    def put_back(self: TransactionTestCase) -> None:
        _put_back()

    TransactionTestCase._fixture_setup = classmethod(keep)
    TransactionTestCase._fixture_teardown = put_back


def _keep() -> None:
    """Copy all rows before the first test that commits: the tests before it took theirs back."""
    if _kept:
        return
    if connection.vendor == "sqlite":
        _kept.append(sqlite3.connect(":memory:", check_same_thread=False))
        connection.ensure_connection()
        connection.connection.backup(_kept[0])
        return
    _kept.append(COPY)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {COPY} CASCADE")
        cursor.execute(f"CREATE SCHEMA {COPY}")
        for table in _tables():
            cursor.execute(f'CREATE TABLE {COPY}."{table}" AS TABLE public."{table}"')


def _put_back() -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _kept[0].backup(connection.connection)
        return
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL gridschool.append_only_bypass = 'on'")
        cursor.execute("TRUNCATE " + ", ".join(f'public."{table}"' for table in tables))
        for table in tables:
            cursor.execute(f'INSERT INTO public."{table}" SELECT * FROM {COPY}."{table}"')  # noqa: S608


def _tables() -> list[str]:
    """The tables of every model; which migrations ran is noted elsewhere and stays."""
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy})
