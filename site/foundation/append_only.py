"""Rows that are written once. Python refuses to change them, and the database refuses it too.

SQLite rebuilds a table on most ALTERs and silently loses its triggers, so they are installed anew after every
migrate, and a system check proves that they are there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

_SETTING = "gridschool.append_only_bypass"
_BYPASS_SQLITE = ("INSERT INTO foundation_bypass (id) VALUES (1)", "DELETE FROM foundation_bypass")
_BYPASS_POSTGRES = (f"SET LOCAL {_SETTING} = 'on'", f"SET LOCAL {_SETTING} = 'off'")

_SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON {table}
WHEN NOT EXISTS (SELECT 1 FROM foundation_bypass)
BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END
"""
_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION gridschool_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('{_SETTING}', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD WHEN 'UPDATE' THEN NEW ELSE NULL END;
  END IF;
  RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRES_TRIGGERS = """
CREATE TRIGGER {name}_row BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION gridschool_refuse_change();
CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION gridschool_refuse_change()
"""


def append_only_models() -> list[type[Model]]:
    """Every concrete model that inherits AppendOnlyModel."""
    from foundation.models import AppendOnlyModel  # late: models need this module

    return [model for model in apps.get_models() if issubclass(model, AppendOnlyModel)]


def install_triggers(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Install the triggers on every append-only table that exists. Signal handler of post_migrate.

    Runs once for each app, so tables that a later app creates get theirs in that app's turn.
    """
    connection = connections[using]
    label = getattr(sender, "label", None)
    present = set(connection.introspection.table_names())
    for model in append_only_models():
        wanted = label is None or model._meta.app_label == label
        if wanted and model._meta.db_table in present and router.allow_migrate_model(using, model):
            _install(connection, model._meta.db_table)


def _install(connection: BaseDatabaseWrapper, table: str) -> None:
    statements = _sqlite_sql(table) if connection.vendor == "sqlite" else _postgres_sql(table)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite_sql(table: str) -> list[str]:
    found = []
    for event in ("UPDATE", "DELETE"):
        name = f"keep_{table}_{event.lower()}"
        found += [
            f"DROP TRIGGER IF EXISTS {name}",
            _SQLITE_TRIGGER.format(name=name, event=event, table=table),
        ]
    return found


def _postgres_sql(table: str) -> list[str]:
    name = f"keep_{table}"
    return [
        _POSTGRES_FUNCTION,
        f"DROP TRIGGER IF EXISTS {name}_row ON {table}",
        f"DROP TRIGGER IF EXISTS {name}_all ON {table}",
        _POSTGRES_TRIGGERS.format(name=name, table=table),
    ]


def tables_without_triggers(using: str = "default") -> list[str]:
    """Append-only tables that exist and whose triggers are missing; empty when all is well."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    tables = {model._meta.db_table for model in append_only_models()} & present
    query = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'keep_%'"
        if connection.vendor == "sqlite"
        else "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'keep_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        counts = [row[0] for row in cursor.fetchall()]
    return sorted(table for table in tables if counts.count(table) < 2)


@contextmanager
def bypass(using: str = "default") -> Iterator[None]:
    """Let append-only rows be changed inside this block. For lawful erasure and test clean-up, nobody else.

    The block is one transaction: when it fails, the permission is rolled back with everything else. Not nestable.
    """
    connection = connections[using]
    on, off = _BYPASS_SQLITE if connection.vendor == "sqlite" else _BYPASS_POSTGRES
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            cursor.execute(on)
        yield
        with connection.cursor() as cursor:
            cursor.execute(off)


def rewritable(model: type[Model]) -> "QuerySet[Any]":
    """The rows of an append-only model as a plain queryset, for use inside `bypass()` alone."""
    return QuerySet(model)
