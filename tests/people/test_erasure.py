"""After an erasure nothing says who the person was, and everything else is as before."""

import pytest
from django.test import Client

from foundation.append_only import tables_without_triggers
from people.models import (
    AuditEvent,
    ConsentRecord,
    DataExport,
    DataRequest,
    LoginSlip,
    Notice,
    Person,
    PersonMerge,
    RosterRow,
    User,
)
from people.services.add_person import add_person
from people.services.answer_request import carry_out_request
from people.services.apply_roster import confirm_roster
from people.services.ask_about_data import ask_about_data
from people.services.assign_role import assign_role
from people.services.change_roles import RoleRefused, open_login
from people.services.correct_person import CorrectionRefused, correct_person
from people.services.erase_person import ErasureRefused, erase_person
from people.services.export_my_data import export_my_data
from people.services.login_slips import ensure_login, issue_login_slips
from people.services.mark_left import mark_back, mark_left
from people.services.merge_people import MergeRefused, merge_people, split_people
from people.services.plan_roster import receive_roster
from people.services.record_consent import acknowledge_notice
from people.services.view_identity import NothingToShow, view_identity
from tests.factories.people import PASSWORD, identity_number, worker_factory
from tests.people.rosters import workbook
from tests.support.walk import columns_holding

pytestmark = pytest.mark.django_db

NAME, PHONE, NUMBER = "司马青禾", "13987654321", identity_number(8080)


@pytest.fixture
def person(county, officer, django_capture_on_commit_callbacks) -> Person:
    """Somebody who came by a roster, was refused once, signs in, agreed, asked and took a copy."""
    rows = [(NAME, NUMBER, PHONE, county.village.name, "网格员"), (NAME, "123", PHONE, county.village.name, "")]
    with django_capture_on_commit_callbacks(execute=True):
        roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=workbook(*rows))
        confirm_roster(actor=officer, roster=roster)
    person = Person.objects.get(id_hash=Person.hash_of(NUMBER))
    login = ensure_login(person)
    login.set_password(PASSWORD)
    login.must_change_password = False
    login.save()
    acknowledge_notice(user=login, notice=Notice.objects.get(), granted=["sms"])
    ask_about_data(person=person, kind="correction", field="other", text=f"我是{NAME}，{PHONE}", actor=login)
    export_my_data(person=person, actor=login)
    issue_login_slips(actor=officer, people=[person])
    return person


def test_no_table_holds_name_phone_or_number(person, officer, django_capture_on_commit_callbacks):
    assert {"people_person.name", "people_rosterrow.name", "people_datarequest.text"} <= columns_holding(NAME)
    copy = DataExport.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=person, actor=officer)
    assert columns_holding(NAME, PHONE, NUMBER, Person.hash_of(NUMBER)) == set()
    assert not copy.storage.exists(copy.name)


def test_row_stays_with_a_tombstone_and_an_event(person, officer):
    events, consents = AuditEvent.objects.count(), ConsentRecord.objects.count()
    erase_person(person=person, actor=officer)
    person.refresh_from_db()
    assert (person.name, person.phone, person.post, person.state) == ("已注销", "", "", "erased")
    assert person.id_hash == f"erased:{person.uid.hex}"
    assert (person.masked_identity, person.birth_date, person.sex) == ("", None, "")
    assert AuditEvent.objects.filter(action="people.erase", target_id=str(person.uid)).count() == 1
    assert AuditEvent.objects.count() == events + 2  # the open request is closed with it
    assert ConsentRecord.objects.count() == consents
    assert not DataRequest.objects.filter(state="open").exists()
    assert tables_without_triggers() == []


def test_login_sessions_and_slips_end(person, officer):
    client = Client()
    login = {"username": person.worker_no, "password": PASSWORD}
    client.post("/login/", login)
    assert client.get("/me/data/").status_code != 302
    erase_person(person=person, actor=officer)
    assert client.get("/me/data/").url.startswith("/login/")
    assert Client().post("/login/", login).status_code == 200
    assert not LoginSlip.objects.filter(user__person=person).exists()
    assert not User.objects.get(person=person).has_usable_password()


def test_erased_people_are_in_no_list_and_their_page_says_so(person, officer, desk):
    erase_person(person=person, actor=officer)
    for words in ("", "已注销", person.worker_no):
        assert list(desk.get("/admin/people/", {"q": words}).context["page"]) == []
    page = desk.get(f"/admin/people/{person.uid}/")
    assert page.status_code == 200
    assert "已注销" in page.content.decode()


def test_same_number_comes_back_as_somebody_new(person, officer, county):
    erase_person(person=person, actor=officer)
    again, is_new = add_person(actor=officer, unit=county.village, name=NAME, identity_number=NUMBER)
    assert is_new
    assert again.pk != person.pk


def test_namesakes_keep_their_rows(person, officer, county):
    other = worker_factory(county.village, name=NAME)
    row = RosterRow.objects.create(
        roster=RosterRow.objects.first().roster, number=99, kind="unchanged", name=NAME, person=other.person
    )
    erase_person(person=person, actor=officer)
    row.refresh_from_db()
    assert row.name == NAME


def test_erasure_that_was_asked_for_closes_the_request(person, officer, desk):
    request = ask_about_data(person=person, kind="erasure", text="离职", actor=person.user)
    page = desk.get(f"/admin/people/requests/{request.uid}/").content.decode()
    assert "带姓名的都不留" in page
    assert desk.post(f"/admin/people/requests/{request.uid}/", {"deed": "carry_out"}).status_code == 422
    assert not Person.objects.get(pk=person.pk).is_erased
    desk.post(f"/admin/people/requests/{request.uid}/", {"deed": "carry_out", "confirmed": "on"})
    request.refresh_from_db()
    assert (request.state, request.text, request.answered_by) == ("done", "", officer)
    assert Person.objects.get(pk=person.pk).is_erased
    assert desk.get(f"/admin/people/requests/{request.uid}/").status_code == 200


@pytest.mark.parametrize("case", ["role", "own", "twice"])
def test_erasure_that_cannot_be_is_refused_and_changes_nothing(case, person, officer, county):
    actor = officer
    if case == "role":
        assign_role(actor=officer, user=person.user, unit=county.village, role="trainer")
    elif case == "own":
        actor = person.user
    else:
        erase_person(person=person, actor=officer)
    events = AuditEvent.objects.count()
    with pytest.raises(ErasureRefused):
        erase_person(person=person, actor=actor)
    assert AuditEvent.objects.count() == events
    assert Person.objects.get(pk=person.pk).is_erased == (case == "twice")


def test_refused_erasure_leaves_the_request_open(person, officer, county):
    assign_role(actor=officer, user=person.user, unit=county.village, role="trainer")
    request = ask_about_data(person=person, kind="erasure", actor=person.user)
    with pytest.raises(ErasureRefused):
        carry_out_request(request=request, actor=officer)
    request.refresh_from_db()
    assert request.state == "open"


def test_erased_person_is_not_corrected(person, officer):
    erase_person(person=person, actor=officer)
    with pytest.raises(CorrectionRefused):
        correct_person(person=person, field="name", value="王小丫", actor=officer)


def test_records_that_were_merged_go_with_the_one_that_was_kept(person, officer, county):
    other = worker_factory(county.village, name="司马清禾", phone="13711112222").person
    merge_people(actor=officer, kept=person, merged=other, reason=f"{NAME}登记了两次")
    with pytest.raises(ErasureRefused):
        erase_person(person=other, actor=officer)
    erase_person(person=Person.objects.get(pk=person.pk), actor=officer)
    assert Person.objects.get(pk=other.pk).is_erased
    assert columns_holding("司马清禾", "13711112222", NUMBER) == set()
    with pytest.raises(MergeRefused):
        split_people(actor=officer, merge=PersonMerge.objects.get(), reason="x")
    assert Person.objects.get(pk=other.pk).is_erased


def test_erased_person_is_not_shown_woken_or_merged(person, officer, county, desk):
    erase_person(person=person, actor=officer)
    person.refresh_from_db()
    with pytest.raises(NothingToShow):
        view_identity(actor=officer, person=person, reason="x")
    with pytest.raises(MergeRefused):
        merge_people(actor=officer, kept=worker_factory(county.village).person, merged=person, reason="x")
    with pytest.raises(RoleRefused):
        open_login(actor=officer, user=person.user, reason="x")
    assert not mark_left(actor=officer, person=person, reason="x")
    assert not mark_back(actor=officer, person=person, reason="x")
    assert desk.get("/admin/people/slips/", {"person": person.uid}).status_code == 404
