"""Wherever somebody's name, phone or number was ever typed or stored, nothing of it is left after the erasure."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import (
    AuditEvent,
    LoginSlip,
    PeopleExport,
    Person,
    PersonMerge,
    RosterImport,
    RosterRow,
    SlipBatch,
)
from people.rules.masking import mask_search
from people.services.apply_roster import confirm_roster
from people.services.ask_about_data import ask_about_data
from people.services.change_roles import close_login, give_role, open_login, take_role
from people.services.check_audit import check_audit
from people.services.correct_person import correct_person
from people.services.erase_person import erase_person
from people.services.export_people import expire_exports, start_export
from people.services.login_slips import ensure_login
from people.services.mark_left import mark_back, mark_left
from people.services.merge_people import merge_people, split_people
from people.services.plan_roster import receive_roster
from people.services.seal_audit import seal_audit
from people.services.slip_batches import issue_slip_batch, open_slip_sheet
from people.services.view_identity import view_identity
from tests.factories.people import County, identity_number, worker_factory
from tests.people.rosters import workbook
from tests.support.walk import columns_holding

pytestmark = pytest.mark.django_db

NAME, PHONE, NUMBER = "司马青禾", "13987654321", identity_number(8080)
OTHER_NAME, OTHER_PHONE, OTHER_NUMBER = "司马清禾", "13711112222", identity_number(8081)
WORDS = f"{NAME} {PHONE} {NUMBER}"
BOTH = f"{WORDS}，另一条是{OTHER_NAME} {OTHER_PHONE}"
ROSTERS = "/admin/people/imports/"


@pytest.fixture
def person(county: County, officer, desk, django_capture_on_commit_callbacks) -> Person:
    """Somebody about whom every service that takes words was told the name, the phone and the number."""
    rows = [
        (NAME, NUMBER, PHONE, county.village.name, "网格员"),
        ("司马 青禾", "123", PHONE, county.village.name, ""),
        (f"{NAME}（代）", NUMBER, PHONE, "无此村", ""),
        (OTHER_NAME, OTHER_NUMBER, OTHER_PHONE, county.village.name, ""),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        roster = receive_roster(actor=officer, unit=county.county, name=f"{NAME}报来.xlsx", data=workbook(*rows))
        confirm_roster(actor=officer, roster=roster)
    person, other = (Person.objects.get(id_hash=Person.hash_of(number)) for number in (NUMBER, OTHER_NUMBER))
    login = ensure_login(person)
    _tell_of_logins(officer, person, login, county)
    desk.get("/admin/people/audit/export/", {"person": NAME})
    desk.post(f"/admin/people/audit/export/?person={NAME}&actor={NAME}", {"reason": "查", "file_format": "csv"})
    start_export(actor=officer, unit=county.county, reason="年检", query=f"q={NAME}")
    ask_about_data(person=person, kind="correction", field="name", wanted=NAME, text=WORDS, actor=login)
    merge = merge_people(actor=officer, kept=person, merged=other, reason=BOTH)
    split_people(actor=officer, merge=merge, reason=BOTH)
    merge_people(actor=officer, kept=person, merged=other, reason=BOTH)
    return Person.objects.get(pk=person.pk)


def _tell_of_logins(officer, person, login, county) -> None:
    mark_left(actor=officer, person=person, reason=WORDS)
    mark_back(actor=officer, person=person, reason=WORDS)
    view_identity(actor=officer, person=person, reason=WORDS)
    close_login(actor=officer, user=login, reason=WORDS)
    open_login(actor=officer, user=login, reason=WORDS)
    give_role(actor=officer, user=login, unit=county.village, role="trainer")
    take_role(actor=officer, assignment=login.roles.get(), reason=WORDS)
    correct_person(person=person, field="name", value="司马青", actor=officer)
    correct_person(person=Person.objects.get(pk=person.pk), field="name", value=NAME, actor=officer)
    person.refresh_from_db()


def secrets() -> list[str]:
    mine, other = (Person.hash_of(number) for number in (NUMBER, OTHER_NUMBER))
    return [NAME, PHONE, NUMBER, mine, OTHER_NAME, OTHER_PHONE, OTHER_NUMBER, other]


def test_nothing_is_left_in_any_column_of_any_table(person, officer, django_capture_on_commit_callbacks):
    assert {
        "people_person.name",
        "people_rosterrow.name",
        "people_rosterimport.original_name",
        "foundation_job.title",
        "people_datarequest.text",
        "people_personmerge.reason",
    } <= columns_holding(NAME)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=person, actor=officer)
    assert columns_holding(*secrets()) == set()


def test_audit_log_never_held_the_name_and_its_chain_stays_whole(person, officer):
    columns = {"people_auditevent.reason", "people_auditevent.data"}
    assert not columns & columns_holding(*secrets())
    seen = AuditEvent.objects.get(action="people.view_identity").reason
    assert seen.startswith(f"{person.worker_no} 139****4321 990")
    filters = AuditEvent.objects.get(action="people.export_audit").data["filters"]
    assert filters == {"person": "司马**", "actor": "司马**"}
    assert PersonMerge.objects.first().reason == BOTH
    seal_audit()
    erase_person(person=person, actor=officer)
    seal_audit()
    assert check_audit().is_whole


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (NAME, "司马**"),
        (PHONE, "139****4321"),
        ("G99020100001", "G99020100001"),
        (NUMBER, "990***********001"),
        ("", ""),
    ],
)
def test_what_was_searched_for_is_noted_masked(typed, kept):
    assert mask_search(typed)[:17] == kept


def test_files_of_people_are_over_at_once_in_the_units_above_and_nowhere_else(
    person, officer, county, neighbour, django_capture_on_commit_callbacks
):
    export = PeopleExport.objects.get()
    elsewhere = start_export(actor=officer, unit=county.street, reason="年检")
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=person, actor=officer)
    assert not export.file.storage.exists(export.file.name)
    export.refresh_from_db()
    assert (export.is_ready, export.query) == (False, "")
    elsewhere.refresh_from_db()
    assert elsewhere.is_ready


def test_roster_that_waits_for_its_yes_does_not_bring_the_person_back(
    county, officer, django_capture_on_commit_callbacks
):
    worker = worker_factory(county.village, name=NAME).person
    row = (NAME, worker.identity.number, PHONE, county.village.name, "网格长")
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=workbook(row))
    erase_person(person=worker, actor=officer)
    with django_capture_on_commit_callbacks(execute=True):
        confirm_roster(actor=officer, roster=roster)
    assert not Person.objects.filter(name=NAME).exists()
    assert columns_holding(NAME, PHONE) == set()


def test_sheet_of_slips_opens_without_the_slip_of_somebody_erased(county, officer, desk):
    people = [worker_factory(county.village).person for _ in range(2)]
    LoginSlip.objects.all().delete()
    form = "0f0e0d0c-0b0a-0908-0706-050403020100"
    batch = issue_slip_batch(actor=officer, uid=form, unit=county.village, people=people)
    erase_person(person=people[0], actor=officer)
    assert [slip.person for slip in open_slip_sheet(batch=SlipBatch.objects.get(pk=batch.pk))] == [people[1]]


def test_expired_export_keeps_no_words_of_its_search(county, officer):
    start_export(actor=officer, unit=county.county, reason="年检", query=f"q={NAME}")
    assert expire_exports(now=timezone.now() + timedelta(hours=25)) == 1
    assert PeopleExport.objects.get().query == ""


def test_namesake_elsewhere_keeps_everything(person, officer, county, neighbour):
    twin = worker_factory(neighbour.village, name=NAME).person
    roster = RosterImport.objects.create(
        unit=neighbour.county, uploaded_by=officer, original_name=f"{NAME}.xlsx", sha256="", state="applied"
    )
    RosterRow.objects.create(roster=roster, number=2, kind="new", name=NAME, person=twin)
    erase_person(person=person, actor=officer)
    assert columns_holding(NAME) == {
        "people_person.name", "people_rosterimport.original_name", "people_rosterrow.name"
    }  # fmt: skip


def test_person_sees_the_page_of_an_import_without_the_name(person, officer, desk: Client):
    erase_person(person=person, actor=officer)
    body = desk.get(f"{ROSTERS}{RosterImport.objects.first().uid}/").content.decode()
    assert NAME not in body
    assert person.worker_no in body
