"""The chain over the audit log: whoever changes the past with the database's own rights is found out."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from foundation.append_only import bypass, install_triggers
from people.models import AuditEvent, AuditHead, AuditLink, User
from people.rules.audit_chain import GENESIS, canonical_bytes, link_digest, row_digest
from people.services.check_audit import check_audit, note_check, parse_noted
from people.services.record_audit import record_audit
from people.services.seal_audit import ROW_FIELDS, seal_audit
from tests.factories.people import county_factory

pytestmark = pytest.mark.django_db
# Whose foreign keys are broken at the end cannot be rolled back as other tests are.
committed = pytest.mark.django_db(transaction=True)

EVENTS = 7


@pytest.fixture
def chain() -> list[int]:
    """Seven linked events; returns their ids."""
    unit = county_factory().county
    actor = User.objects.create_user("somebody")
    for number in range(EVENTS):
        data = {"问": "答", "number": number, "part": 0.5, "none": None, "list": [1, {"b": True, "a": ""}]}
        record_audit(actor=actor, action="people.add", target=unit, unit=unit, data=data, reason="试")
    seal_audit()
    return list(AuditEvent.objects.order_by("id").values_list("id", flat=True))


@contextmanager
def database_rights() -> Iterator[Any]:
    """A cursor for whom neither triggers nor foreign keys count."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            for table in ("people_auditevent", "people_auditlink"):
                for event in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER keep_{table}_{event}")
        else:
            cursor.execute("SET session_replication_role = replica")
        yield cursor
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = ON")
            install_triggers()
        else:
            cursor.execute("SET session_replication_role = DEFAULT")


def faults() -> list[tuple[str, int, int | None]]:
    return [(fault.kind, fault.position, fault.event) for fault in check_audit().faults]


def test_untouched_chain_is_whole(chain):
    report = check_audit()
    head = AuditHead.objects.get()
    assert (report.is_whole, report.links, report.pending) == (True, EVENTS, 0)
    assert (report.position, report.digest) == (EVENTS, head.digest) == (head.position, head.digest)
    assert list(AuditLink.objects.values_list("position", "event_id")) == list(enumerate(chain, 1))


def test_portions_make_the_same_chain_as_one_go(chain):
    whole = list(AuditLink.objects.values_list("digest", flat=True))
    with database_rights() as cursor:
        cursor.execute("DELETE FROM people_auditlink")
        cursor.execute("DELETE FROM people_audithead")
    assert seal_audit(portion=2) == EVENTS
    assert list(AuditLink.objects.values_list("digest", flat=True)) == whole


def test_digest_is_what_the_documentation_says(chain):
    row = AuditEvent.objects.order_by("id").values(*ROW_FIELDS)[0]
    link = AuditLink.objects.get(position=1)
    assert row_digest(row) == link.row_digest
    assert link_digest(GENESIS, link.row_digest) == link.digest
    assert b'"data":{"list":[1,{"a":"","b":true}],"none":null,"number":0,"part":0.5,"\xe9\x97\xae"' in (
        canonical_bytes(row)
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (1.0, "1"),
        (-0.0, "0"),
        (1e16, "10000000000000000"),
        (0.1, "0.1"),
        (Decimal("2.50"), "2.5"),
        (True, "true"),
        ("1", '"1"'),
        (datetime(2026, 1, 31, 16, 0, 0, 123999, tzinfo=UTC), '"2026-01-31T16:00:00.123Z"'),
    ],
)
def test_one_value_has_one_byte_form(value, text):
    assert canonical_bytes({"v": value}).decode() == f'{{"v":{text}}}'


def test_chain_survives_dump_and_load(chain):
    """As when an installation moves from SQLite to PostgreSQL: JSON cuts microseconds and reorders keys."""
    text = "".join(
        serializers.serialize("json", model.objects.order_by("pk")) + "\n" for model in (AuditEvent, AuditLink)
    )
    with database_rights() as cursor:
        cursor.execute("DELETE FROM people_auditlink")
        cursor.execute("DELETE FROM people_auditevent")
    for line in text.splitlines():
        rows = [{**row, "fields": dict(reversed(row["fields"].items()))} for row in json.loads(line)]
        for row in serializers.deserialize("json", json.dumps(rows)):
            row.save()
    assert faults() == []
    assert check_audit().links == EVENTS


def test_changed_event_is_named(chain):
    with database_rights() as cursor:
        cursor.execute("UPDATE people_auditevent SET reason = 'x' WHERE id = %s", [chain[2]])
    assert faults() == [("changed", 3, chain[2])]


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor_id", None), ("ip", "10.0.0.9"), ("result", "refused"), ("data", "{}"), ("unit_id", None)],
)
def test_no_column_can_be_changed(chain, column, value):
    with database_rights() as cursor:
        cursor.execute(f"UPDATE people_auditevent SET {column} = %s WHERE id = %s", [value, chain[0]])  # noqa: S608
    assert faults() == [("changed", 1, chain[0])]


@committed
def test_removed_event_is_named(chain):
    with database_rights() as cursor:
        cursor.execute("DELETE FROM people_auditevent WHERE id = %s", [chain[3]])
    assert faults() == [("removed", 4, chain[3])]


def test_removed_link_is_named_and_so_is_the_event_that_lost_it(chain):
    with database_rights() as cursor:
        cursor.execute("DELETE FROM people_auditlink WHERE position IN (3, 4)")
        make_old(cursor)
    [gap, *lost] = check_audit().faults
    assert (gap.kind, gap.position, gap.last) == ("link_removed", 3, 4)
    assert [(fault.kind, fault.position, fault.event) for fault in lost] == [
        ("inserted", 2, chain[2]),
        ("inserted", 2, chain[3]),
    ]


@committed
def test_event_removed_with_its_link_and_renumbered_is_named(chain):
    with database_rights() as cursor:
        cursor.execute("DELETE FROM people_auditlink WHERE position = 3")
        cursor.execute("DELETE FROM people_auditevent WHERE id = %s", [chain[2]])
        for position in range(4, EVENTS + 1):
            query = "UPDATE people_auditlink SET position = %s WHERE position = %s"
            cursor.execute(query, [position - 1, position])
    assert faults() == [("link_changed", 3, chain[3]), ("shortened", EVENTS, None)]


def test_changed_link_is_named(chain):
    with database_rights() as cursor:
        cursor.execute("UPDATE people_auditlink SET digest = %s WHERE position = 5", ["ab" * 32])
    assert faults() == [("link_changed", 5, chain[4]), ("link_changed", 6, chain[5])]


def test_swapped_order_is_named(chain):
    with database_rights() as cursor:
        for before, after in ((3, 99), (4, 3), (99, 4)):
            cursor.execute("UPDATE people_auditlink SET position = %s WHERE position = %s", [after, before])
    assert faults() == [("order", 3, chain[3]), ("order", 4, chain[2]), ("order", 5, chain[4])]


def make_old(cursor: Any) -> None:
    """As if the links had been made two days ago."""
    moment = timezone.now() - timedelta(days=2)
    cursor.execute("UPDATE people_auditlink SET created_at = %s", [_adapted(moment)])


def _adapted(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def insert_event(event_id: int, created_at: datetime) -> None:
    query = """
        INSERT INTO people_auditevent
            (id, created_at, action, target_type, target_id, result, reason, data, request_id)
        VALUES (%s, %s, 'people.add', '', '', 'done', '', '{}', '')
    """
    with database_rights() as cursor:
        cursor.execute(query, [event_id, _adapted(created_at)])


def test_event_inserted_among_old_ones_is_named(chain):
    with database_rights() as cursor:
        make_old(cursor)
    insert_event(chain[0] - 1, timezone.now() - timedelta(days=3))
    assert faults() == [("inserted", 0, chain[0] - 1)]


def test_event_inserted_at_the_end_with_an_old_date_is_named(chain):
    insert_event(chain[-1] + 5, timezone.now() - timedelta(days=30))
    seal_audit()
    assert faults() == [("backdated", EVENTS + 1, chain[-1] + 5)]


def test_cut_off_end_is_named(chain):
    with database_rights() as cursor:
        cursor.execute("DELETE FROM people_auditlink WHERE position > 5")
        cursor.execute("DELETE FROM people_auditevent WHERE id > %s", [chain[4]])
    report = check_audit()
    assert [(fault.kind, fault.position, fault.last) for fault in report.faults] == [("shortened", 6, EVENTS)]


def test_chain_forged_anew_is_betrayed_by_a_head_that_was_noted_outside(chain):
    head = AuditHead.objects.get()
    noted = [parse_noted(f"{head.position}:{head.digest[:20]}")]
    with database_rights() as cursor:
        cursor.execute("UPDATE people_auditevent SET reason = 'x' WHERE id = %s", [chain[2]])
        cursor.execute("DELETE FROM people_auditlink")
        cursor.execute("DELETE FROM people_audithead")
    seal_audit()
    assert faults() == []
    found = check_audit(noted=noted).faults
    assert [(fault.kind, fault.position) for fault in found] == [("not_as_noted", EVENTS)]
    record_audit(actor=None, action="people.add", target=None)
    seal_audit()
    assert [fault.kind for fault in check_audit(noted=noted).faults] == ["not_as_noted"]


def test_noted_head_that_fits_is_no_fault(chain):
    link = AuditLink.objects.get(position=4)
    assert check_audit(noted=[parse_noted(f"4:{link.digest}")]).is_whole


def test_events_not_linked_yet_are_waiting_and_no_fault(chain):
    record_audit(actor=None, action="people.add", target=None)
    report = check_audit()
    assert (report.is_whole, report.pending) == (True, 1)


def test_search_for_unlinked_events_begins_above_what_was_settled_a_day_ago(chain):
    day = timedelta(days=1)
    for days in (0, 1, 2):
        AuditHead.objects.update(next_settled_at=timezone.now() - days * day)
        seal_audit()
    assert AuditHead.objects.get().settled_event == chain[-1]


# --- the command --------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("audit", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_command_prints_the_head_and_exits_with_0(chain):
    head = AuditHead.objects.get()
    text, code = run("check")
    assert (code, f"{EVENTS}:{head.digest}" in text) == (0, True)
    text, code = run("head")
    assert (code, text.startswith(f"{EVENTS}:{head.digest} ")) == (0, True)
    assert run("check", "--noted", f"{EVENTS}:{head.digest}")[1] == 0


def test_command_names_the_position_and_exits_with_1(chain):
    with database_rights() as cursor:
        cursor.execute("UPDATE people_auditevent SET reason = 'x' WHERE id = %s", [chain[2]])
    text, code = run("check")
    assert code == 1
    assert f"位置 3：这条记录被改动过（记录 {chain[2]}）" in text
    head = AuditHead.objects.get()
    assert (head.fault_count, head.faults[0]["position"]) == (1, 3)


def test_command_refuses_a_note_that_is_none(chain):
    assert run("check", "--noted", "seven")[1] == 2


def test_command_has_no_head_before_the_first_link(db):
    assert run("head")[1] == 1
    assert run("check")[1] == 0


def test_broken_chain_is_an_alarm_in_the_log(chain, caplog):
    note_check(check_audit())
    assert not [record for record in caplog.records if record.levelname == "CRITICAL"]
    with bypass(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_auditevent SET reason = 'x' WHERE id = %s", [chain[2]])
    note_check(check_audit())
    [alarm] = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert alarm.faults[0]["position"] == 3


# --- at the same time, on PostgreSQL ------------------------------------------------------------------------


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@committed
@pytest.mark.postgres
def test_event_that_commits_late_is_linked_when_it_becomes_visible():
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record_audit(actor=None, action="people.add", target=None, reason="late")
            written.set()
            may_commit.wait(10)

    thread = in_thread(slow)
    written.wait(10)
    record_audit(actor=None, action="people.add", target=None, reason="early")
    assert seal_audit() == 1
    may_commit.set()
    thread.join()
    assert seal_audit() == 1
    assert list(AuditLink.objects.values_list("event__reason", flat=True)) == ["early", "late"]
    assert faults() == []


@committed
@pytest.mark.postgres
def test_writers_do_not_wait_for_the_sealer():
    record_audit(actor=None, action="people.add", target=None)
    seal_audit()
    with transaction.atomic():
        AuditHead.objects.select_for_update().get()
        writer = in_thread(lambda: record_audit(actor=None, action="people.add", target=None))
        writer.join(10)
        assert not writer.is_alive()
    assert seal_audit() == 1


@committed
@pytest.mark.postgres
def test_sealers_at_once_link_every_event_once():
    for _ in range(60):
        record_audit(actor=None, action="people.add", target=None)
    threads = [in_thread(lambda: seal_audit(portion=7)) for _ in range(4)]
    for thread in threads:
        thread.join()
    seal_audit()
    assert AuditLink.objects.count() == 60
    assert faults() == []
