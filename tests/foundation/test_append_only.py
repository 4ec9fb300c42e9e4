"""Facts are written once: Python refuses to change them, and so does the database."""

from functools import partial

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import post_migrate

from foundation.api import AppendOnlyViolation, bypass
from foundation.append_only import append_only_models, install_triggers, tables_without_triggers
from foundation.checks import check_triggers
from people.models import AuditEvent
from people.services.record_audit import record_audit

pytestmark = pytest.mark.django_db

TABLE = AuditEvent._meta.db_table


@pytest.fixture
def fact(db) -> AuditEvent:
    return record_audit(actor=None, action="test.done", target=None)


def sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


WAYS_OF_PYTHON = {
    "save": lambda fact: fact.save(),
    "delete": lambda fact: fact.delete(),
    "update": lambda fact: AuditEvent.objects.update(action="x"),
    "delete_all": lambda fact: AuditEvent.objects.all().delete(),
    "bulk_update": lambda fact: AuditEvent.objects.bulk_update([fact], ["action"]),
    "update_or_create": lambda fact: AuditEvent.objects.update_or_create(pk=fact.pk, defaults={"action": "x"}),
    "upsert": lambda fact: AuditEvent.objects.bulk_create(
        [fact], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
    ),
}


@pytest.mark.parametrize("way", WAYS_OF_PYTHON)
def test_python_refuses_to_change_a_fact(fact, way):
    with pytest.raises(AppendOnlyViolation):
        WAYS_OF_PYTHON[way](fact)
    assert AuditEvent.objects.get().action == "test.done"


def test_saving_a_copy_with_the_same_key_is_refused(fact):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent(pk=fact.pk, action="x").save()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_auditevent SET action = 'x'",
        "DELETE FROM people_auditevent",
        "DELETE FROM people_auditevent WHERE id > 0",
    ],
)
def test_database_refuses_to_change_a_fact(fact, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        sql(statement)
    assert AuditEvent.objects.get().action == "test.done"


@pytest.mark.parametrize("event", ["UPDATE", "DELETE"])
def test_database_refuses_whoever_goes_around_the_manager(fact, event):
    rows = AuditEvent._base_manager.filter(pk=fact.pk)
    change = partial(rows._raw_delete, using="default") if event == "DELETE" else partial(rows.update, action="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert AuditEvent.objects.get().action == "test.done"


def test_bypass_opens_for_its_block_only(fact):
    with bypass():
        sql("UPDATE people_auditevent SET action = 'blanked'")
    with pytest.raises(DatabaseError, match="append-only"):
        sql("UPDATE people_auditevent SET action = 'x'")
    assert AuditEvent.objects.get().action == "blanked"


def blank_and_fail() -> None:
    with bypass():
        sql("UPDATE people_auditevent SET action = 'blanked'")
        raise ZeroDivisionError


def test_bypass_that_fails_closes_and_changes_nothing(fact):
    with pytest.raises(ZeroDivisionError):
        blank_and_fail()
    assert AuditEvent.objects.get().action == "test.done"
    with pytest.raises(DatabaseError, match="append-only"):
        sql("DELETE FROM people_auditevent")


def test_every_append_only_table_has_its_triggers():
    assert AuditEvent in append_only_models()
    assert tables_without_triggers() == []


@pytest.fixture
def bare_table(db):
    """What a rebuilt table on SQLite looks like: the triggers are gone. On PostgreSQL somebody dropped them."""
    if connection.vendor == "sqlite":
        names = [f"DROP TRIGGER keep_{TABLE}_update", f"DROP TRIGGER keep_{TABLE}_delete"]
    else:
        names = [f"DROP TRIGGER keep_{TABLE}_row ON {TABLE}", f"DROP TRIGGER keep_{TABLE}_all ON {TABLE}"]
    for name in names:
        sql(name)


def test_check_names_the_bare_table_and_says_what_to_do(bare_table):
    found = check_triggers(databases=["default"])
    assert [error.id for error in found] == ["foundation.E001"]
    assert TABLE in found[0].msg
    assert "migrate" in found[0].hint


def test_migrate_puts_the_triggers_back(bare_table, fact):
    config = apps.get_app_config("people")
    post_migrate.send(sender=config, app_config=config, using="default", verbosity=0, interactive=False)
    assert check_triggers(databases=["default"]) == []
    with pytest.raises(DatabaseError, match="append-only"):
        sql("DELETE FROM people_auditevent")


def test_installing_twice_is_once():
    install_triggers()
    install_triggers()
    assert tables_without_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_test_that_commits_are_taken_back():
    record_audit(actor=None, action="test.committed", target=None)
    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_finds_an_empty_table_with_triggers():
    assert AuditEvent.objects.count() == 0
    assert tables_without_triggers() == []
