"""What a person sees about themselves, the copy that they take along, and the clock of requests."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import AuditEvent, DataExport, DataRequest, User
from people.rules.working_days import add_working_days, is_known, working_days_between
from people.services.ask_about_data import AskedAlready, ask_about_data
from people.services.export_my_data import export_my_data
from tests.factories.people import PASSWORD, worker_factory
from tests.support.answers import body_of

pytestmark = pytest.mark.django_db

PAGE, DOWNLOAD = "/me/data/", "/me/data/download/"


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village, name="王秀兰", phone="13812345678")


@pytest.fixture
def phone(worker: User, as_user: Callable[[User], Client]) -> Client:
    """Signed in, but not just now."""
    return as_user(worker)


def prove(client: Client, password: str = PASSWORD):
    """Ask for a copy, and give the password that is asked for."""
    asked = client.post(DOWNLOAD)
    assert asked.url.startswith("/password/again/")
    return client.post(asked.url, {"password": password})


def archive_of(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(body_of(answer)))


def test_page_shows_what_is_held_with_masked_numbers(phone, worker):
    page = phone.get(PAGE).content.decode()
    number = worker.person.identity.number
    assert "王秀兰" in page
    assert worker.person.masked_identity in page
    assert number not in page
    assert "13812345678" not in page
    assert "138****5678" in page


def test_page_is_there_for_persons_only(desk, phone):
    assert phone.get(PAGE).status_code == 200
    assert desk.get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_page_costs_the_same_however_much_was_asked_for(phone, worker):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert phone.get(PAGE).status_code == 200
        return len(captured)

    counts = []
    for more in (1, 9, 30):
        for _ in range(more):
            export_my_data(person=worker.person, actor=worker)
        counts.append(queries())
    assert counts == counts[:1] * 3


def test_copy_asks_for_the_password_and_holds_everything(phone, worker):
    assert phone.get(DOWNLOAD).status_code == 200
    assert prove(phone, "wrong").status_code == 200
    assert not DataExport.objects.exists()
    assert prove(phone).url == PAGE
    export = DataExport.objects.get()
    answer = phone.get(f"/me/data/copies/{export.uid}/")
    assert "no-store" in answer.headers["Cache-Control"]
    archive = archive_of(answer)
    assert {"index.html", "data.json", "person.csv", "consents.csv", "runs.csv"} <= set(archive.namelist())
    number = worker.person.identity.number
    assert number in json.dumps(json.loads(archive.read("data.json")))
    assert number in archive.read("index.html").decode()
    assert archive.read("person.csv").startswith(b"\xef\xbb\xbf")
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"people.ask_about_data", "people.request_done", "people.download_my_data"} <= actions


def test_copy_lies_encrypted(worker):
    export = export_my_data(person=worker.person, actor=worker)
    with export.file.open("rb") as stored:
        assert not stored.read().split(b":", 1)[1].startswith(b"PK")


def test_right_after_signing_in_no_password_is_asked(worker):
    client = Client()
    client.post("/login/", {"username": worker.username, "password": PASSWORD})
    assert client.post(DOWNLOAD).url == PAGE
    assert DataExport.objects.count() == 1


def test_wrong_passwords_lock_the_copy_as_they_lock_the_login(phone):
    for _ in range(5):
        prove(phone, "wrong")
    prove(phone)
    assert not DataExport.objects.exists()


def test_login_without_a_password_signs_in_again_first(phone, worker):
    worker.set_unusable_password()
    worker.save()
    phone.force_login(worker)
    assert "重新登录" in phone.get(DOWNLOAD).content.decode()
    phone.post(DOWNLOAD)
    assert not DataExport.objects.exists()


def test_copy_is_for_its_person_until_it_ends(
    phone, worker, county, as_user, settings, django_capture_on_commit_callbacks
):
    first = export_my_data(person=worker.person, actor=worker)
    name, storage = first.file.name, first.file.storage
    path = f"/me/data/copies/{first.uid}/"
    assert as_user(worker_factory(county.village)).get(path).status_code == 404
    assert phone.get(path).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        export_my_data(person=worker.person, actor=worker)
    assert phone.get(path).status_code == 404
    assert not storage.exists(name)
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert phone.get(f"/me/data/copies/{DataExport.objects.get().uid}/").status_code == 404


def test_formula_in_a_cell_stays_words(worker):
    ask_about_data(person=worker.person, kind="correction", field="other", text="=HYPERLINK(1)", actor=worker)
    export = export_my_data(person=worker.person, actor=worker)
    from people.services.export_my_data import read_export

    archive = zipfile.ZipFile(io.BytesIO(read_export(export=export, actor=worker)))
    assert "'=HYPERLINK(1)" in archive.read("requests.csv").decode()


def test_correction_is_asked_for_and_taken_back(phone, worker):
    answer = phone.post("/me/data/ask/correction/", {"field": "name", "wanted": "王秀蘭"})
    assert (answer.status_code, answer.url) == (302, PAGE)
    asked = DataRequest.objects.get()
    assert (asked.wanted, asked.state, asked.entered_by) == ("王秀蘭", "open", None)
    assert asked.due_on == add_working_days(timezone.localdate(), 15)
    assert "王秀蘭" in phone.get(PAGE).content.decode()
    phone.post(f"/me/data/requests/{asked.uid}/withdraw/")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert phone.post(f"/me/data/requests/{asked.uid}/withdraw/").status_code == 409


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("correction", {"field": "name"}, "wanted"),
        ("correction", {"field": "other"}, "text"),
        ("correction", {}, "field"),
        ("erasure", {}, "understood"),
    ],
)
def test_request_that_says_too_little_is_not_sent(phone, kind, data, field):
    answer = phone.post(f"/me/data/ask/{kind}/", data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not DataRequest.objects.exists()


def test_identity_number_is_never_taken_from_the_form(phone):
    phone.post("/me/data/ask/correction/", {"field": "identity", "wanted": "990101196001010019"})
    assert DataRequest.objects.get().wanted == ""


def test_same_request_waits_once_and_five_at_most(phone, worker):
    for _ in range(2):
        answer = phone.post("/me/data/ask/erasure/", {"understood": "on"})
    assert answer.status_code == 422
    for _ in range(4):
        ask_about_data(person=worker.person, kind="correction", field="other", text="x", actor=worker)
    with pytest.raises(AskedAlready):
        ask_about_data(person=worker.person, kind="correction", field="name", wanted="王", actor=worker)
    assert DataRequest.objects.count() == 5


def test_requests_of_others_are_not_there(worker, county, as_user):
    asked = ask_about_data(person=worker.person, kind="erasure", actor=worker)
    stranger = as_user(worker_factory(county.village))
    assert stranger.post(f"/me/data/requests/{asked.uid}/withdraw/").status_code == 404


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 9, 14), date(2026, 10, 10)),  # National Day, with make-up days on 20 September and 10 October
        (date(2026, 2, 6), date(2026, 3, 5)),  # Spring Festival, make-up days 14 and 28 February
        (date(2026, 11, 23), date(2026, 12, 14)),
        (date(2027, 3, 1), date(2027, 3, 22)),  # holidays not published: Monday to Friday
    ],
)
def test_fifteen_working_days_by_the_chinese_calendar(start, due):
    assert add_working_days(start, 15) == due
    assert working_days_between(start, due) == 15


def test_years_without_a_calendar_are_told_apart_and_overdue_is_below_zero():
    assert is_known(date(2026, 12, 31))
    assert not is_known(date(2027, 1, 1))
    assert working_days_between(date(2026, 11, 24), date(2026, 11, 23)) == -1
