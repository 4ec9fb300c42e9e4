"""The audit log on the officers' screens: searched, read and taken out within their own units."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from people.models import AuditEvent, AuditHead
from people.selectors.audit import PAGE_SIZE, AuditSearch, audit_page, shown_data
from people.services import export_audit as exporting
from people.services.check_audit import check_audit, note_check
from people.services.record_audit import record_audit
from people.services.seal_audit import seal_audit
from tests.factories.people import PersonFactory, officer_factory, worker_factory
from tests.support.answers import body_of

pytestmark = pytest.mark.django_db

LIST, EXPORT = "/admin/people/audit/", "/admin/people/audit/export/"


@pytest.fixture
def quiet(officer, neighbour):
    """The log before the story: what the fixtures wrote does not count."""
    return AuditEvent.objects.latest("id").pk


def note(unit=None, **fields):
    return record_audit(**{"actor": None, "action": "people.add", "target": None, "unit": unit} | fields)


def bulk(unit, count, **fields):
    rows = [AuditEvent(action="people.import", unit=unit, data={"rows": n}, **fields) for n in range(count)]
    AuditEvent.objects.bulk_create(rows, batch_size=1000)


def multiply(times):
    """Every roster import in the log so many times over, by doubling; fast enough for many thousands."""
    columns = "created_at, action, unit_id, target_type, target_id, person_uid, result, reason, data, request_id"
    query = f"""
        INSERT INTO people_auditevent ({columns})
        SELECT {columns} FROM people_auditevent WHERE action = 'people.import'
    """  # noqa: S608  no word of it comes from outside
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute(query)


def listed(client, **query):
    return [line.event.pk for line in client.get(LIST, query).context["page"].lines]


def test_log_opens_for_officers_only(desk, trainer, administrator, county, as_user):
    event = note(county.county)
    for path in (LIST, EXPORT, reverse("people_audit_event", args=[event.pk])):
        assert [client.get(path).status_code for client in (desk, as_user(administrator))] == [200, 200]
        others = (trainer, worker_factory(county.village))
        assert [as_user(user).get(path).status_code for user in others] == [404, 404]
        assert Client().get(path).status_code == 302


def test_officer_reads_the_events_of_the_own_subtree(desk, officer, county, neighbour, administrator, as_user):
    mine, below = note(county.county), note(county.village)
    theirs, nobodys = note(neighbour.village), note()
    assert listed(desk)[:2] == [below.pk, mine.pk]
    for other in (theirs, nobodys):
        assert other.pk not in listed(desk)
        assert desk.get(reverse("people_audit_event", args=[other.pk])).status_code == 404
    clerk = as_user(officer_factory(county.town))
    assert below.pk in listed(clerk)
    assert mine.pk not in listed(clerk)
    assert {theirs.pk, nobodys.pk} <= set(listed(as_user(administrator)))


def test_log_is_searched_by_person_actor_action_target_and_day(desk, officer, county, quiet):
    person = PersonFactory(unit=county.village, name="钱多多")
    wanted = note(county.village, target=person, actor=officer, action="people.view_identity")
    old = note(county.village)
    note(county.village, target=PersonFactory(unit=county.village, name="李四"))
    for query in (
        {"person": "多多"},
        {"person": person.worker_no},
        {"action": "people.view_identity"},
        {"target": f"people.person:{person.uid}"},
        {"actor": "刘敏", "action": "people.view_identity"},
    ):
        assert listed(desk, **query) == [wanted.pk]
    today = timezone.localdate()
    assert old.pk in listed(desk, since=today, until=today)
    assert listed(desk, until=today - timedelta(days=1)) == []
    assert listed(desk, since=today + timedelta(days=1)) == []


def test_name_of_a_neighbour_finds_nothing_and_is_not_shown(desk, county, neighbour):
    person = PersonFactory(unit=neighbour.village, name="外县人")
    event = note(county.village, target=person)
    assert listed(desk, person="外县人") == []
    page = desk.get(reverse("people_audit_event", args=[event.pk])).content.decode()
    assert "外县人" not in page
    assert "现在不在你的单位" in page


def test_days_in_the_wrong_order_are_told(desk):
    answer = desk.get(LIST, {"since": "2026-02-02", "until": "2026-01-01"})
    assert (answer.status_code, "结束日期早于开始日期" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "²"])
def test_key_that_is_none_is_the_first_page(key, desk, county):
    event = note(county.village)
    assert event.pk in listed(desk, before=key, after=key)


def test_pages_are_cut_by_key_there_and_back(desk, officer, county, quiet):
    bulk(county.village, 2 * PAGE_SIZE + 10)
    search = AuditSearch(action="people.import")
    first = audit_page(officer, search)
    second = audit_page(officer, search, before=first.before)
    third = audit_page(officer, search, before=second.before)
    assert [len(page.lines) for page in (first, second, third)] == [PAGE_SIZE, PAGE_SIZE, 10]
    assert (first.after, third.before) == (0, 0)
    back = audit_page(officer, search, after=third.after)
    assert [line.event.pk for line in back.lines] == [line.event.pk for line in second.lines]
    newest = audit_page(officer, search, after=second.after)
    assert [line.event.pk for line in newest.lines] == [line.event.pk for line in first.lines]
    assert newest.after == 0


def test_list_costs_the_same_at_1_10_and_80_000(desk, county):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST, {"since": "2020-01-01"}).status_code == 200
        return len(captured)

    person = PersonFactory(unit=county.village)
    desk.get(LIST)
    counts = []
    for more, doublings in ((1, 0), (9, 0), (0, 13)):
        bulk(county.village, more, person_uid=person.uid)
        multiply(doublings)
        counts.append(queries())
    assert AuditEvent.objects.filter(action="people.import").count() == 10 * 2**13
    assert counts == counts[:1] * 3


def test_event_tells_everything_in_words(desk, officer, county):
    person = PersonFactory(unit=county.village, name="钱多多")
    event = note(
        county.village,
        actor=officer,
        action="people.take_role",
        target=person,
        reason="调离",
        data={"role": "trainer", "people": [1, 2], "passed": True, "new": None},
    )
    assert dict(shown_data(event)) == {"角色": "讲师", "人数": "1、2", "是否合格": "是", "新增": "—"}
    page = desk.get(reverse("people_audit_event", args=[event.pk])).content.decode()
    for words in ("收回角色", "钱多多", "调离", "讲师", officer.username, "一分钟内上链"):
        assert words in page
    seal_audit()
    page = desk.get(reverse("people_audit_event", args=[event.pk])).content.decode()
    assert event.__class__.objects.get(pk=event.pk).link.digest in page


def test_screen_tells_whether_the_chain_holds(desk, county):
    assert "还没有核对过" in desk.get(LIST).content.decode()
    seal_audit()
    note_check(check_audit())
    assert "链条完好" in desk.get(LIST).content.decode()
    faults = [{"kind": "changed", "position": 3, "event": 7, "last": None}]
    AuditHead.objects.update(fault_count=1, faults=faults)
    page = desk.get(LIST).content.decode()
    assert "位置 3：这条记录被改动过（记录 7）" in page
    assert "链条完好" not in page


# --- export -------------------------------------------------------------------------------------------------


def export(client, file_format, reason="上级检查", **query):
    path = EXPORT + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")
    return client.post(path, {"reason": reason, "file_format": file_format})


def test_export_needs_a_reason(desk, county):
    answer = export(desk, "csv", reason=" ")
    assert answer.status_code == 422
    assert not AuditEvent.objects.filter(action="people.export_audit").exists()


def test_text_file_begins_with_the_watermark_and_is_noted(desk, officer, county, neighbour, quiet):
    person = PersonFactory(unit=county.village, name="=钱多多")
    note(county.village, target=person, reason="@坏", actor=officer)
    note(neighbour.village)
    answer = export(desk, "csv", person=person.worker_no)
    text = body_of(answer).decode("utf-8")
    watermark, titles, *rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert (officer.username in watermark[0], "上级检查" in watermark[0]) == (True, True)
    assert [(row[4], row[9]) for row in rows] == [("'=钱多多", "'@坏")]
    assert len(titles) == len(rows[0])
    event = AuditEvent.objects.get(action="people.export_audit")
    assert (event.actor, event.unit, event.reason) == (officer, county.county, "上级检查")
    assert event.data == {"format": "csv", "filters": {"person": person.worker_no}}


def test_workbook_holds_the_same(desk, county, quiet):
    person = PersonFactory(unit=county.village, name="=钱多多")
    note(county.village, target=person)
    book = load_workbook(io.BytesIO(body_of(export(desk, "xlsx", person=person.worker_no))))
    rows = list(book.active.iter_rows())
    assert "上级检查" in rows[0][0].value
    assert (rows[2][4].value, rows[2][4].data_type) == ("=钱多多", "s")


def test_workbook_that_would_be_too_long_is_refused_and_the_text_file_is_not(desk, county, quiet, monkeypatch):
    monkeypatch.setattr(exporting, "XLSX_ROWS", 30)
    bulk(county.village, 31)
    answer = export(desk, "xlsx", action="people.import")
    assert (answer.status_code, "改用文本文件" in answer.content.decode()) == (422, True)
    assert len(body_of(export(desk, "csv", action="people.import")).splitlines()) == 31 + 2


def test_export_is_read_in_portions(desk, county, quiet, monkeypatch):
    monkeypatch.setattr(exporting, "PORTION", 10)
    bulk(county.village, 35)
    counts = []
    for size in (10, 100):
        monkeypatch.setattr(exporting, "PORTION", size)
        with CaptureQueriesContext(connection) as captured:
            lines = body_of(export(desk, "csv", action="people.import")).splitlines()
        assert len(lines) == 35 + 2
        counts.append(len(captured))
    assert counts[0] > counts[1]


def test_person_page_tells_the_latest_events_in_words(desk, officer, county, neighbour):
    person = PersonFactory(unit=county.village)
    note(county.village, target=person, actor=officer, action="people.view_identity")
    note(neighbour.village, target=person, action="people.take_role")
    page = desk.get(reverse("people_person", args=[person.uid])).content.decode()
    assert "查看完整身份证号" in page
    assert "收回角色" not in page
