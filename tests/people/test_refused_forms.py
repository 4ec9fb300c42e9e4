"""What an officer's form refuses is answered by the form itself, in words, with the status that fits."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation.api import Job
from people.models import Person, RosterImport, RosterRow
from tests.factories.people import PersonFactory, identity_number, worker_factory
from tests.people.roster_desk import carry_out, row_of, upload
from tests.people.rosters import workbook
from tests.people.ugly import attacks

pytestmark = pytest.mark.django_db

NEW = "/admin/people/imports/new/"
STATUSES = [
    (attacks.cut_off_xlsx, 400, "损坏"),
    (attacks.garbage_inside, 400, "损坏"),
    (attacks.zeros, 400, "空"),
    (attacks.zip_bomb_that_lies, 400, "损坏"),
    (attacks.billion_laughs, 413, "解压"),
    (attacks.crowded_archive, 413, "解压"),
    (attacks.too_many_rows, 413, "50,000"),
    (attacks.too_many_lines, 413, "50,000"),
    (attacks.huge_cell, 413, "字"),
    (attacks.picture, 415, "Excel"),
    (attacks.word_document, 415, "Excel"),
    (attacks.web_page, 415, "网页"),
    (attacks.password_of_excel, 422, "密码"),
    (attacks.password_of_libre_office, 422, "密码"),
]


def send(desk, county, data, name="名册.xlsx", **fields):
    return desk.post(NEW, {"unit": county.county.pk, "file": SimpleUploadedFile(name, data), **fields})


@pytest.mark.parametrize(("build", "status", "words"), STATUSES, ids=[case[0].__name__ for case in STATUSES])
def test_file_that_cannot_be_used_is_answered_where_it_was_sent(desk, county, build, status, words):
    answer = send(desk, county, build().data)
    body = answer.content.decode()
    assert answer.status_code == status
    assert words in answer.context["refused"].reason
    assert answer.context["refused"].reason in body
    assert 'name="file"' in body
    assert "没有导入任何人" in body
    roster = RosterImport.objects.get()
    assert (roster.state, bool(roster.file), roster.job) == (RosterImport.State.REFUSED, False, None)
    assert [RosterRow.objects.count(), Person.objects.count(), Job.objects.count()] == [0, 0, 0]


def test_file_beyond_the_limit_is_413(desk, county, settings):
    settings.ROSTER_MAX_BYTES = 1024
    answer = send(desk, county, b"PK\x03\x04" + bytes(5000))
    assert answer.status_code == 413
    assert RosterRow.objects.count() == 0


def test_file_without_the_columns_is_422_and_the_choice_stays(desk, county):
    answer = send(desk, county, workbook(header=("甲", "乙")), unit=county.village.pk, is_complete="on")
    assert answer.status_code == 422
    assert answer.context["form"]["unit"].value() == str(county.village.pk)
    assert answer.context["form"]["is_complete"].value() is True


def test_roster_of_another_county_is_422_and_its_rows_can_be_looked_at(desk, county, neighbour):
    PersonFactory(unit=neighbour.village, identity=identity_number(31))
    rows = [row_of(county, 31), row_of(county, 32, unit=neighbour.village.name)]
    answer = send(desk, county, workbook(*rows))
    assert answer.status_code == 422
    assert "别的县" in answer.content.decode()
    page = reverse("people_import", args=[RosterImport.objects.get().uid])
    assert page in answer.content.decode()
    assert desk.get(page).status_code == 200
    assert Person.objects.count() == 1


def test_unit_code_that_does_not_exist_is_422_when_nothing_else_is_there_and_a_refused_row_otherwise(desk, county):
    wrong = row_of(county, 1, unit="990201999999")
    answer = send(desk, county, workbook(wrong))
    assert answer.status_code == 422
    assert RosterImport.objects.get().reason in answer.content.decode()
    assert send(desk, county, workbook(wrong, row_of(county, 2))).status_code == 302
    assert RosterImport.objects.first().counts == {"refused": 1, "new": 1, "total": 2}


def test_rows_that_are_all_refused_are_422_and_downloaded_to_be_mended(desk, county):
    answer = send(desk, county, workbook(row_of(county, 1, identity="123"), row_of(county, 2, phone="13")))
    assert answer.status_code == 422
    assert "每一行都没有通过" in answer.content.decode()
    page = reverse("people_import", args=[RosterImport.objects.get().uid])
    assert desk.get(f"{page}refused/").status_code == 200


def test_macros_are_not_run_and_named(desk, county):
    case = attacks_with_macros(county)
    answer = desk.get(send(desk, county, case, name="名册.xlsm").url)
    assert "宏" in "".join(answer.context["roster"].notes)


def attacks_with_macros(county) -> bytes:
    """A good roster with a part that an office program would take for macros."""
    stream = io.BytesIO(workbook(row_of(county, 1)))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")
    return stream.getvalue()


@pytest.mark.parametrize("fields", [{}, {"unit": ""}, {"unit": "0"}, {"file": SimpleUploadedFile("x.xlsx", b"")}])
def test_upload_without_a_file_or_unit_is_422(desk, county, fields):
    answer = desk.post(NEW, {"unit": county.county.pk} | fields if fields else {})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not RosterImport.objects.exists()


def test_second_yes_that_is_missing_is_409_on_the_page_itself(desk, officer, county):
    for number in (1, 2, 3):
        PersonFactory(unit=county.village, identity=identity_number(number))
    roster = upload(officer, county, row_of(county, 1), is_complete=True)
    answer = desk.post(reverse("people_import_confirm", args=[roster.uid]))
    assert answer.status_code == 409
    assert "什么都没有改" in answer.content.decode()
    assert not Job.objects.exists()


def test_undoing_of_what_was_never_imported_is_409(desk, officer, county):
    roster = upload(officer, county, row_of(county, 1))
    answer = desk.post(reverse("people_import_undo_start", args=[roster.uid]))
    assert (answer.status_code, answer.context["roster"]) == (409, roster)
    assert not Job.objects.exists()


def test_leaving_without_a_reason_is_422_on_the_persons_page(desk, county):
    person = PersonFactory(unit=county.village)
    for deed in ("people_person_left", "people_person_back"):
        answer = desk.post(reverse(deed, args=[person.uid]), {"reason": " "})
        assert answer.status_code == 422
        assert "没有改动" in answer.content.decode()
    person.refresh_from_db()
    assert person.state == Person.State.ACTIVE


def test_slips_for_nobody_are_422(desk, county):
    assert desk.post("/admin/people/slips/", {"unit": county.village.pk}).status_code == 422
    assert desk.post("/admin/people/slips/", {"form": uuid.uuid4(), "unit": county.village.pk}).status_code == 422


@pytest.mark.parametrize("fields", [{}, {"reason": "x"}, {"reason": "换人", "form": "docx"}])
def test_export_without_its_words_is_422(desk, county, fields):
    assert desk.post("/admin/people/exports/", fields).status_code == 422


def test_merge_split_and_roles_without_a_reason_are_422(desk, officer, county):
    kept, merged = (worker_factory(county.village).person for _ in range(2))
    page = reverse("people_merge_new", args=[kept.uid])
    for fields in ({}, {"with": merged.worker_no}, {"with": "G0", "reason": "同一个人"}):
        assert desk.post(page, fields).status_code == 422
    assert desk.post(reverse("people_login_switch", args=[kept.uid]), {}).status_code == 422
    desk.post(page, {"with": merged.worker_no, "reason": "同一个人"})
    merge = kept.merges.get()
    assert desk.post(reverse("people_merge", args=[merge.uid]), {}).status_code == 422
    merge.refresh_from_db()
    assert merge.split_at is None


def test_purpose_that_does_not_exist_is_422_for_the_learner(county, as_user):
    phone = as_user(worker_factory(county.village))
    for address in ("/me/data/consents/", "/notice/"):
        assert phone.post(address, {"purposes": ["fame"]}).status_code == 422


def test_import_that_is_over_keeps_its_page(desk, officer, county):
    roster = carry_out(officer, upload(officer, county, row_of(county, 1)))
    answer = desk.post(reverse("people_import_discard", args=[roster.uid]))
    assert answer.status_code == 302
    assert Person.objects.count() == 1
