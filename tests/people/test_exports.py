"""Exports: for a reason, with a mark, for a day; and importing one's own whole export changes nothing."""

import io
import os
import time
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.api import GridschoolError, Job
from foundation.jobs import run_job
from people.models import AuditEvent, PeopleExport, Person, RosterImport
from people.services.export_people import KEEP_HOURS, content_of, make_export, start_export
from people.services.plan_roster import receive_roster
from people.services.sweep_files import sweep_files
from people.tasks import sweep_files as sweep_task
from tests.factories.people import PersonFactory, identity_number, officer_factory
from tests.people.roster_desk import carry_out, row_of, upload

pytestmark = pytest.mark.django_db

PAGE = "/admin/people/exports/"


def sheet_of(export, number=0):
    return openpyxl.load_workbook(io.BytesIO(content_of(export))).worksheets[number]


def cells(export, number=0):
    return [[cell.value for cell in row] for row in sheet_of(export, number).iter_rows()]


def test_export_says_who_when_and_why_where_it_prints(officer, county):
    PersonFactory(unit=county.village, name="张䶮", identity=identity_number(1), phone="", post="")
    sheet = sheet_of(start_export(actor=officer, unit=county.county, reason="上报民政厅 & 备案"))
    [mark, *_], header, [name, identity, phone, place, post, number] = sheet.iter_rows(values_only=True)
    assert "刘敏" in mark
    assert "上报民政厅 & 备案" in mark
    assert sheet.oddHeader.center.text.replace("&&", "&") == mark
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$2", "A3")
    assert header == ("姓名", "身份证号", "手机号", "单位", "岗位", "工号")
    assert (name, phone or "", place, post or "") == ("张䶮", "", f"{county.town.name}/{county.village.name}", "")
    assert identity.startswith("990***")
    assert number == Person.objects.get().worker_no


def test_export_is_noted_with_count_and_reason_and_whole_numbers_once_more(officer, county):
    PersonFactory.create_batch(3, unit=county.village)
    start_export(actor=officer, unit=county.county, reason="核对")
    start_export(actor=officer, unit=county.county, reason="备案", is_full=True)
    events = AuditEvent.objects.order_by("id").filter(action__startswith="people.export")
    assert [(event.action, event.reason, event.data["rows"]) for event in events] == [
        ("people.export", "核对", 3),
        ("people.export", "备案", 3),
        ("people.export_identities", "备案", 3),
    ]


def test_file_lies_encrypted_under_a_name_that_tells_nothing(officer, county):
    PersonFactory(unit=county.village, name="张䶮")
    export = start_export(actor=officer, unit=county.county, reason="核对", is_full=True)
    with default_storage.open(export.file.name) as file:
        stored = file.read()
    assert not stored.startswith(b"PK")
    assert county.county.name not in export.file.name


def test_filters_of_the_list_hold_and_those_who_left_stand_apart(officer, county):
    PersonFactory(unit=county.village, name="王秀兰")
    PersonFactory(unit=county.village, name="王小丫", state="left")
    PersonFactory(unit=county.village, name="赵国强")
    PersonFactory(unit=county.community, name="王国强")
    export = start_export(actor=officer, unit=county.town, reason="核对", query="q=%E7%8E%8B&state=all&unit=999")
    assert [row[0] for row in cells(export)[2:]] == ["王秀兰"]
    assert [row[1] for row in cells(export, 1)[2:]] == ["王小丫"]
    assert export.size == 2


def test_text_table_has_every_character_and_wakes_no_formula(officer, county):
    PersonFactory(unit=county.village, name="张䶮", post="=1+1", phone="13812345678")
    export = start_export(actor=officer, unit=county.county, reason="旧系统", form="csv")
    lines = content_of(export).decode("gb18030").split("\r\n")
    assert "刘敏" in lines[0]
    assert lines[2].startswith("张䶮,")
    assert "'=1+1" in lines[2]


def test_many_people_are_exported_by_a_job(officer, county, monkeypatch):
    monkeypatch.setattr("people.services.export_people.ROWS_AT_ONCE", 2)
    PersonFactory.create_batch(3, unit=county.village)
    export = start_export(actor=officer, unit=county.county, reason="核对")
    assert not export.file
    run_job(export.job.pk)
    export.refresh_from_db()
    assert len(cells(export)) == 5
    first = export.file.name
    make_export(export.job, lambda done, total: None)
    export.refresh_from_db()
    assert export.file.name == first
    assert AuditEvent.objects.filter(action="people.export").count() == 1


def test_officer_who_lost_the_role_gets_no_file(officer, county, monkeypatch):
    monkeypatch.setattr("people.services.export_people.ROWS_AT_ONCE", 0)
    PersonFactory(unit=county.village)
    export = start_export(actor=officer, unit=county.county, reason="核对")
    officer.roles.all().delete()
    with pytest.raises(GridschoolError):
        make_export(Job.objects.get(pk=export.job.pk), lambda done, total: None)


def test_file_is_gone_after_a_day(officer, county):
    export = start_export(actor=officer, unit=county.county, reason="核对")
    name = export.file.name
    assert sweep_files(now=timezone.now()) == 0
    assert sweep_files(now=timezone.now() + timedelta(hours=KEEP_HOURS, minutes=1)) == 1
    export.refresh_from_db()
    assert not export.file
    assert not default_storage.exists(name)


def test_strays_are_swept_and_files_in_use_are_not(officer, county, django_capture_on_commit_callbacks):
    roster = upload(officer, county, row_of(county, 1))
    stray = default_storage.save("rosters/stray", ContentFile(b"x"))
    young = default_storage.save("rosters/young", ContentFile(b"x"))
    yesterday = time.time() - 25 * 3600
    for name in (stray, roster.file.name):
        os.utime(default_storage.path(name), (yesterday, yesterday))
    sweep_task()
    assert [default_storage.exists(name) for name in (stray, young, roster.file.name)] == [False, True, True]


def test_beat_knows_the_sweep(settings):
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "people.tasks.sweep_files" in tasks


def test_officer_asks_fetches_and_sees_ones_own_only(desk, officer, county, as_user):
    PersonFactory(unit=county.village)
    assert f"{PAGE}?post=" in desk.get("/admin/people/?post=网格员").content.decode()
    refused = desk.post(PAGE, {"unit": county.county.pk, "reason": "", "form": "xlsx"})
    assert refused.status_code == 422
    assert PeopleExport.objects.count() == 0
    asked = {"unit": county.town.pk, "reason": "核对", "form": "xlsx"}
    assert "核对" in desk.post(PAGE, asked, follow=True).content.decode()
    export = PeopleExport.objects.get()
    address = reverse("people_export_file", args=[export.uid])
    answer = desk.get(address)
    assert answer.content.startswith(b"PK")
    assert answer["Cache-Control"].startswith("no-store")
    assert AuditEvent.objects.get(action="people.download_export").reason == "核对"
    colleague = as_user(officer_factory(county.county, "colleague"))
    assert colleague.get(address).status_code == 404
    PeopleExport.objects.update(expires_at=timezone.now())
    assert desk.get(address).status_code == 302


def test_neighbours_unit_is_no_choice(desk, neighbour):
    asked = {"unit": neighbour.village.pk, "reason": "核对", "form": "xlsx"}
    assert desk.post(PAGE, asked).status_code == 422
    assert desk.get(PAGE, {"unit": neighbour.village.pk}).status_code == 404
    assert PeopleExport.objects.count() == 0


def test_units_that_share_a_name_are_told_apart_on_the_way_back(officer, county):
    county.street.refresh_from_db()
    twins = [county.street.add_child(name=county.village.name, kind="village") for _ in range(2)]
    for number, unit in enumerate([county.village, county.county, *twins], start=1):
        PersonFactory(unit=unit, identity=identity_number(number))
    assert reimport(officer, county) == {"unchanged": 4, "total": 4}


def reimport(officer, county):
    export = start_export(actor=officer, unit=county.county, reason="核对", is_full=True)
    roster = receive_roster(actor=officer, unit=county.county, name="x.xlsx", data=content_of(export))
    assert roster.state == RosterImport.State.PLANNED, roster.reason
    return roster.counts


HAN = st.sampled_from("王张李欧阳䶮𬭎𫖯𬱖㛃𠅤买提阿卜杜拉")
HAN_NAMES = st.lists(HAN, min_size=2, max_size=20).map("".join)
DOTTED_NAMES = st.tuples(HAN_NAMES, HAN_NAMES).map("·".join)
LATIN_NAMES = st.sampled_from(["John Smith", "Anne-Marie O'Neill", "José"])
POSTS = st.one_of(
    st.sampled_from(
        ["", "网格员", "007", "+86", "=1+1", "@组长", "-", "1.0", "2026-01-01", "1e5", "'副组长", "正（副）站长"]
    ),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20),
)
PHONES = st.sampled_from(["", "13800000000", "+8613912345678", "199 0000 1111"])
PEOPLE = st.lists(
    st.tuples(st.one_of(HAN_NAMES, DOTTED_NAMES, LATIN_NAMES), PHONES, POSTS), min_size=1, max_size=6
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_importing_ones_own_whole_export_changes_nothing(officer, county, people):
    Person.objects.all().delete()
    listed = [
        row_of(county, number, name=name, phone=phone, post=post)
        for number, (name, phone, post) in enumerate(people, start=1)
    ]
    roster = carry_out(officer, upload(officer, county, *listed))
    imported = roster.counts["new"]
    if imported:
        assert reimport(officer, county) == {"unchanged": imported, "total": imported}
