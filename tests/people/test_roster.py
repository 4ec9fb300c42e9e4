"""Rosters: what a dry run finds, what an import does, and that it does it once."""

import io
import logging
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from foundation.api import GridschoolError, Job
from foundation.jobs import run_job
from people.models import AuditEvent, Person, RosterImport, RosterRow, User, WorkerNumberCounter
from people.services.apply_roster import RosterClosed, apply_roster, confirm_roster
from people.services.discard_roster import KEEP_HOURS, discard_roster, forget_old_rosters
from people.services.plan_roster import receive_roster
from people.services.refused_rows import refused_workbook
from people.services.worker_numbers import NumbersExhausted, allocate_worker_numbers
from tests.factories.people import County, PersonFactory, identity_number
from tests.people.roster_desk import refused_upload
from tests.people.rosters import workbook

pytestmark = pytest.mark.django_db


def upload(officer: User, county: County, *rows: Any, **options: Any) -> RosterImport:
    data = workbook(*rows, **options)
    return receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data)


def row_of(county: County, number: int = 1, **fields: str) -> tuple[str, ...]:
    values = {
        "name": "王小丫",
        "identity": identity_number(number),
        "phone": "13800000000",
        "unit": county.village.name,
        "post": "网格员",
    } | fields
    return tuple(values.values())


def carry_out(officer: User, roster: RosterImport) -> RosterImport:
    run_job(confirm_roster(actor=officer, roster=roster).pk)
    roster.refresh_from_db()
    return roster


def only_row(roster: RosterImport) -> RosterRow:
    return roster.rows.get()


def test_dry_run_writes_the_import_and_its_rows_only(officer, county):
    roster = upload(officer, county, row_of(county, 1), row_of(county, 2, phone="123"))
    assert roster.state == RosterImport.State.PLANNED
    assert roster.counts == {"new": 1, "refused": 1, "total": 2}
    assert [Person.objects.count(), Job.objects.count(), WorkerNumberCounter.objects.count()] == [0, 0, 0]


def test_import_makes_people_with_numbers_of_their_county(officer, county):
    roster = carry_out(officer, upload(officer, county, row_of(county, 1), row_of(county, 2, name="张䶮")))
    assert roster.state == RosterImport.State.APPLIED
    people = Person.objects.order_by("worker_no")
    assert [(person.worker_no, person.name) for person in people] == [
        ("G99020100001", "王小丫"),
        ("G99020100002", "张䶮"),
    ]
    assert people[0].identity.number == identity_number(1)
    assert people[0].unit == county.village
    assert AuditEvent.objects.get(action="people.import").data["new"] == 2


def test_changes_are_told_field_by_field(officer, county):
    fields = {"name": "王小丫", "phone": "13900000000", "post": "网格员"}
    person = PersonFactory(unit=county.village, identity=identity_number(1), **fields)
    roster = upload(officer, county, row_of(county, 1))
    row = only_row(roster)
    assert (row.kind, row.changes) == ("changed", {"phone": ["13900000000", "13800000000"]})
    carry_out(officer, roster)
    person.refresh_from_db()
    assert person.phone == "13800000000"


def test_person_in_another_of_my_units_is_moved_and_keeps_the_number(officer, county):
    person = PersonFactory(unit=county.community, identity=identity_number(1))
    roster = upload(officer, county, row_of(county, 1))
    row = only_row(roster)
    assert row.kind == "moved"
    assert row.changes["unit"] == [county.community.name, county.village.name]
    carry_out(officer, roster)
    number = person.worker_no
    person.refresh_from_db()
    assert (person.unit, person.worker_no) == (county.village, number)


def test_person_who_left_and_is_listed_again_is_back_in_post(officer, county):
    person = PersonFactory(unit=county.village, identity=identity_number(1), state="left")
    carry_out(officer, upload(officer, county, row_of(county, 1)))
    person.refresh_from_db()
    assert person.state == Person.State.ACTIVE


def test_empty_phone_and_post_leave_what_is_known(officer, county):
    PersonFactory(unit=county.village, identity=identity_number(1), name="王小丫", phone="13900000000")
    assert only_row(upload(officer, county, row_of(county, 1, phone="", post=""))).kind == "unchanged"


@pytest.mark.parametrize(
    ("fields", "cell", "words"),
    [
        ({"name": ""}, "A2", "姓名"),
        ({"name": "王\ue000"}, "A2", "电脑"),
        ({"identity": "990101199001010018"}, "B2", "最后一位"),
        ({"identity": "990101199002290016"}, "B2", "出生日期"),
        ({"identity": "110105491231002"}, "B2", "15"),
        ({"identity": ""}, "B2", "身份证号"),
        ({"phone": "12345"}, "C2", "手机号"),
        ({"unit": "不存在的村"}, "D2", "单位"),
        ({"unit": ""}, "D2", "单位"),
    ],
)
def test_bad_row_is_refused_with_its_cell_and_a_reason_in_chinese(officer, county, fields, cell, words):
    row = only_row(upload(officer, county, row_of(county, 1, **fields)))
    assert (row.kind, row.cell) == ("refused", cell)
    assert words in row.reason


def test_identity_that_the_spreadsheet_took_for_a_quantity_is_refused(officer, county):
    values = list(row_of(county, 1))
    values[1] = 990101196001010013
    assert "文本" in only_row(upload(officer, county, values)).reason


def test_phone_kept_as_a_number_is_read(officer, county):
    values = list(row_of(county, 1))
    values[2] = 13812345678
    roster = carry_out(officer, upload(officer, county, values))
    assert only_row(roster).person.phone == "13812345678"


def test_same_person_twice_in_a_file_is_refused_the_second_time(officer, county):
    roster = upload(officer, county, row_of(county, 1), row_of(county, 1))
    assert list(roster.rows.values_list("number", "kind")) == [(2, "new"), (3, "refused")]


def test_neighbours_unit_is_refused_like_an_unknown_one(officer, county, neighbour):
    unknown = only_row(upload(officer, county, row_of(county, 1, unit="不存在的村"))).reason
    for unit in (neighbour.village.name, neighbour.village.code):
        assert only_row(upload(officer, county, row_of(county, 1, unit=unit))).reason == unknown


def test_neighbours_person_is_refused_and_stays(officer, county, neighbour):
    person = PersonFactory(unit=neighbour.village, identity=identity_number(1), name="邻家人")
    row = only_row(carry_out(officer, upload(officer, county, row_of(county, 1))))
    assert (row.kind, row.cell, row.person) == ("refused", "B2", None)
    assert "邻家人" not in row.reason
    assert "乙县" not in row.reason
    person.refresh_from_db()
    assert person.unit == neighbour.village


def test_unit_is_found_by_its_code_and_two_of_a_name_ask_for_it(officer, county):
    county.street.refresh_from_db()
    county.street.add_child(name=county.village.name, kind="village")
    refused = only_row(upload(officer, county, row_of(county, 1)))
    assert "2" in refused.reason
    assert only_row(upload(officer, county, row_of(county, 1, unit=county.village.code))).kind == "new"


def test_header_is_found_below_a_title_and_by_other_names(officer, county):
    header = ("序号", "姓 名", "公民身份号码(必填)", "联系电话:", "所属社区", "职务")
    data = workbook(header, ("1", *row_of(county, 1)), header=("甲县网格员花名册",))
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data)
    assert (only_row(roster).number, only_row(roster).kind) == (3, "new")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空"),
        (b"not a spreadsheet", "Excel"),
        (b"PK\x03\x04 broken", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel"),
        (workbook(header=("甲", "乙")), "姓名"),
        (workbook(header=("姓名", "身份证号", "单位")), "手机号"),
    ],
)
def test_useless_file_is_refused_as_a_whole_and_not_kept(officer, county, data, words):
    roster = refused_upload(officer, county, data)
    assert roster.state == RosterImport.State.REFUSED
    assert words in roster.reason
    assert not roster.file
    with pytest.raises(RosterClosed):
        confirm_roster(actor=officer, roster=roster)


def test_file_larger_than_the_limit_is_refused(officer, county, settings):
    settings.ROSTER_MAX_BYTES = 1024 * 1024
    roster = refused_upload(officer, county, b"PK\x03\x04" + b"0" * 1024 * 1024)
    assert "1 MB" in roster.reason


def test_demonstration_numbers_are_refused_where_they_are_not_allowed(officer, county, settings):
    settings.ALLOW_DEMO_IDENTITIES = False
    assert only_row(upload(officer, county, row_of(county, 1))).kind == "refused"


def test_identity_numbers_stand_nowhere_in_clear(officer, county, caplog):
    caplog.set_level(logging.DEBUG)
    roster = upload(officer, county, row_of(county, 1), row_of(county, 1), row_of(county, 2, unit="无"))
    with default_storage.open(roster.file.name) as file:
        stored = file.read()
    carry_out(officer, roster)
    rows = [str(vars(row)) for row in RosterRow.objects.all()]
    events = [str(event.data) for event in AuditEvent.objects.all()]
    jobs = [f"{job.params} {job.result} {job.title}" for job in Job.objects.all()]
    everything = " ".join([caplog.text, *rows, *events, *jobs, str(roster.counts)])
    assert identity_number(1) not in everything
    assert not re.search(r"990101\d{11}[\dX]", everything)
    assert not stored.startswith(b"PK")
    assert identity_number(1).encode() not in stored


def test_file_is_deleted_after_the_import(officer, county):
    roster = upload(officer, county, row_of(county, 1))
    name = roster.file.name
    assert default_storage.exists(name)
    assert "名册" not in name
    carry_out(officer, roster)
    assert not default_storage.exists(name)
    assert not roster.file


def test_giving_up_deletes_the_file(officer, county, django_capture_on_commit_callbacks):
    roster = upload(officer, county, row_of(county, 1))
    name = roster.file.name
    with django_capture_on_commit_callbacks(execute=True):
        discard_roster(actor=officer, roster=roster)
    roster.refresh_from_db()
    assert roster.state == RosterImport.State.REFUSED
    assert not default_storage.exists(name)


def test_roster_that_nobody_confirmed_is_forgotten(officer, county, django_capture_on_commit_callbacks):
    roster = upload(officer, county, row_of(county, 1))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_rosters(now=timezone.now()) == 0
        assert forget_old_rosters(now=timezone.now() + timedelta(hours=KEEP_HOURS + 1)) == 1
    roster.refresh_from_db()
    assert not roster.file
    assert "24" in roster.reason


def test_same_file_sent_twice_is_one_import(officer, county):
    data = workbook(row_of(county, 1))
    first, second = (
        receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data) for _ in range(2)
    )
    assert first == second


def test_running_the_job_twice_imports_once(officer, county):
    roster = upload(officer, county, row_of(county, 1))
    job = confirm_roster(actor=officer, roster=roster)
    for _ in range(2):
        assert apply_roster(job, lambda done, total: None)["next"].endswith(f"{roster.uid}/")
    assert Person.objects.count() == 1
    assert AuditEvent.objects.filter(action="people.import").count() == 1


class Killed(BaseException):
    """What kill -9 looks like from inside: nobody catches it."""


def test_killed_import_goes_on_where_it_stopped(officer, county, monkeypatch):
    monkeypatch.setattr("people.services.plan_roster.CHUNK_ROWS", 2)
    roster = upload(officer, county, *(row_of(county, number) for number in range(1, 6)))
    job = confirm_roster(actor=officer, roster=roster)

    def die_after_three(done: int, total: int) -> None:
        if done >= 3:
            raise Killed

    with pytest.raises(Killed):
        apply_roster(job, die_after_three)
    assert Person.objects.count() == 4
    seen: list[tuple[int, int]] = []
    apply_roster(job, lambda done, total: seen.append((done, total)))
    assert seen == [(4, 5), (5, 5)]
    numbers = Person.objects.order_by("worker_no").values_list("worker_no", flat=True)
    assert list(numbers) == [f"G9902010000{number}" for number in range(1, 6)]
    roster.refresh_from_db()
    assert (roster.state, roster.counts["new"]) == ("applied", 5)


def test_row_about_which_something_changed_since_the_preview_is_refused(officer, county):
    roster = upload(officer, county, row_of(county, 1), row_of(county, 2))
    PersonFactory(unit=county.community, identity=identity_number(1), phone="13700000000")
    carry_out(officer, roster)
    assert list(roster.rows.values_list("kind", flat=True)) == ["refused", "new"]
    assert Person.objects.get(phone="13700000000").unit == county.community
    assert roster.counts["refused"] == 1


def test_officer_who_lost_the_role_imports_nothing(officer, county):
    roster = upload(officer, county, row_of(county, 1))
    officer.roles.all().delete()
    job = confirm_roster(actor=officer, roster=roster)
    job.owner.refresh_from_db()
    with pytest.raises(GridschoolError, match="单位"):
        apply_roster(Job.objects.get(), lambda done, total: None)
    assert Person.objects.count() == 0


def test_failed_import_may_be_started_again(officer, county):
    roster = upload(officer, county, row_of(county, 1))
    first = confirm_roster(actor=officer, roster=roster)
    Job.objects.filter(pk=first.pk).update(state=Job.State.FAILED)
    second = confirm_roster(actor=officer, roster=roster)
    assert second != first
    run_job(second.pk)
    assert Person.objects.count() == 1


def test_queries_of_an_import_do_not_grow_with_its_rows(officer, county, django_assert_max_num_queries):
    rows = [row_of(county, number) for number in range(1, 401)]
    with django_assert_max_num_queries(20):
        roster = upload(officer, county, *rows)
    job = confirm_roster(actor=officer, roster=roster)
    with django_assert_max_num_queries(60):
        apply_roster(job, lambda done, total: None)
    assert Person.objects.count() == 400


def test_refused_rows_come_back_whole_with_a_red_reason(officer, county):
    roster = upload(officer, county, row_of(county, 1), row_of(county, 2, phone="12", name="=1+1"))
    sheet = openpyxl.load_workbook(io.BytesIO(refused_workbook(roster=roster))).active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == ["姓名", "身份证号", "手机号", "单位", "岗位", "错误原因"]
    assert [cell.value for cell in rows[1]][:5] == [
        "=1+1",
        identity_number(2),
        "12",
        county.village.name,
        "网格员",
    ]
    assert rows[1][0].data_type == "s"
    assert rows[1][5].value
    assert rows[1][5].font.color.rgb == "00C00000"


def test_refused_rows_after_the_import_hold_no_identity_numbers(officer, county):
    roster = carry_out(officer, upload(officer, county, row_of(county, 1), row_of(county, 2, phone="12")))
    sheet = openpyxl.load_workbook(io.BytesIO(refused_workbook(roster=roster))).active
    assert [cell.value for cell in list(sheet.iter_rows())[1]][:3] == ["3", "王小丫", "C3"]


def test_worker_numbers_go_on_after_those_from_before_the_counter(county):
    PersonFactory(unit=county.village, worker_no="G99020100041")
    assert allocate_worker_numbers(county_code="990201", count=2) == ["G99020100042", "G99020100043"]
    assert allocate_worker_numbers(county_code="990201", count=1) == ["G99020100044"]
    assert allocate_worker_numbers(county_code="990202", count=1) == ["G99020200001"]


def test_worker_numbers_run_out_loudly(county):
    WorkerNumberCounter.objects.create(county_code="990201", next_number=99_999)
    assert allocate_worker_numbers(county_code="990201", count=1) == ["G99020199999"]
    with pytest.raises(NumbersExhausted):
        allocate_worker_numbers(county_code="990201", count=1)
