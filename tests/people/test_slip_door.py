"""The QR code on a login slip: looked at by anybody who draws a preview, used once by its owner."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, LoginSession, LoginSlip, User
from people.services.login_slips import MAX_FAILURES, SLIP_HOURS, PrintedSlip, issue_login_slips
from people.services.throttle_login import MAX_FAILURES as MAX_PASSWORDS
from tests.factories.people import PersonFactory, worker_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village, name="欧阳文慧", phone="13812345678")


@pytest.fixture
def slip(officer, worker) -> PrintedSlip:
    return issue_login_slips(actor=officer, people=[worker.person])[0]


def address(slip: PrintedSlip) -> str:
    return f"/s/{slip.token}"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_slip_lives_a_day(slip):
    left = slip.slip.expires_at - timezone.now()
    assert timedelta(hours=SLIP_HOURS - 1) < left <= timedelta(hours=24)


def test_looking_shows_a_masked_name_and_uses_nothing_up(client, worker, slip):
    for method in (client.get, client.head, client.get):
        answer = method(address(slip))
        assert answer.status_code == 200
    page = answer.content.decode()
    assert "欧阳**" in page
    person = worker.person
    for known in (person.name, person.worker_no, person.phone, person.unit.name, slip.code):
        assert known not in page
    assert not is_in(client)
    assert LoginSlip.objects.get().used_at is None


def test_address_of_a_slip_is_told_to_nobody(client, slip):
    for token in (slip.token, "unknown"):
        headers = client.get(f"/s/{token}").headers
        assert "no-store" in headers["Cache-Control"]
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Referrer-Policy"] == "strict-origin"


def test_button_opens_once_and_demands_a_password(client, worker, slip):
    answer = client.post(address(slip))
    assert client.session["_auth_user_id"] == str(worker.pk)
    assert client.get(answer.url).url.startswith(reverse("password_change"))
    event = AuditEvent.objects.get(action="people.login")
    assert (event.actor_id, event.data["way"]) == (worker.pk, "slip")
    again = Client()
    assert again.post(address(slip)).status_code == 410
    assert not is_in(again)


def test_form_of_the_page_passes_the_check_of_forms(worker, slip):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(address(slip)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert strict.post(address(slip)).status_code == 403
    assert strict.post(address(slip), {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_code_and_qr_code_are_one_slip(client, worker, slip):
    client.post("/login/", {"username": worker.username, "password": slip.code})
    assert is_in(client)
    assert Client().get(address(slip)).status_code == 410


def test_token_is_no_code_and_the_code_no_token(client, worker, slip):
    client.post("/login/", {"username": worker.username, "password": slip.token})
    assert not is_in(client)
    assert client.get(f"/s/{slip.code}").status_code == 410
    stored = LoginSlip.objects.get()
    assert slip.token not in (stored.token_hash, stored.code_hash)
    assert len(slip.token) >= 22


def spoil(slip: PrintedSlip, how: str, officer: User) -> None:
    mine = LoginSlip.objects.filter(pk=slip.slip.pk)
    if how == "run out":
        mine.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "replaced":
        issue_login_slips(actor=officer, people=[slip.person])
    elif how == "worn out":
        mine.update(failures=MAX_FAILURES)
    elif how == "closed":
        User.objects.filter(person=slip.person).update(is_active=False)
    else:
        mine.update(token_hash="")


@pytest.mark.parametrize("how", ["run out", "replaced", "worn out", "closed", "forgotten"])
def test_slip_that_opens_nothing_says_what_to_do(client, officer, slip, how):
    spoil(slip, how, officer)
    for answer in (client.get(address(slip)), client.post(address(slip))):
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "找单位重新打印" in page
        assert "欧阳" not in page
    assert not is_in(client)


def test_slips_of_before_qr_codes_open_by_no_empty_token(client, slip):
    LoginSlip.objects.update(token_hash="")
    assert client.get("/s/%20").status_code == 410


def test_slip_of_a_new_person_opens_its_new_login(client, county, officer):
    person = PersonFactory(unit=county.village)
    slip = issue_login_slips(actor=officer, people=[person])[0]
    client.post(address(slip))
    assert client.session["_auth_user_id"] == str(person.user.pk)


def test_slip_takes_the_place_of_whoever_was_signed_in(client, county, slip, worker):
    other = worker_factory(county.village)
    User.objects.filter(pk=other.pk).update(must_change_password=True, notice_version=0)
    client.force_login(other)
    assert client.get(address(slip)).status_code == 200
    client.post(address(slip))
    assert client.session["_auth_user_id"] == str(worker.pk)
    ways = AuditEvent.objects.filter(action__in=("people.logout", "people.login")).order_by("id")
    assert [(event.action, event.actor_id) for event in ways] == [
        ("people.logout", other.pk),
        ("people.login", worker.pk),
    ]


def test_slip_opens_where_a_former_session_is_over(client, worker, slip):
    client.force_login(worker)
    LoginSession.objects.all().delete()
    client.post(address(slip))
    assert is_in(client)


def test_slip_ends_the_lock_of_the_name(client, worker, slip):
    for _ in range(MAX_PASSWORDS):
        client.post("/login/", {"username": worker.username, "password": "not-this-one"})
    client.post(address(slip))
    assert is_in(client)
    answer = Client().post("/login/", {"username": worker.username, "password": "not-this-one"})
    assert answer.status_code == 200


def test_sheet_carries_a_qr_code_for_each_slip(desk, officer, county):
    PersonFactory.create_batch(2, unit=county.village)
    form = str(desk.get(reverse("people_slips")).context["form_uid"])
    sheet = desk.get(desk.post(reverse("people_slips"), {"form": form, "unit": county.county.pk}).url)
    page = sheet.content.decode()
    assert page.count("<svg") == 2
    assert "24小时内有效，只能用一次" in page
    assert Client().get(address(sheet.context["slips"][0])).status_code == 200
    assert all(slip.token not in page for slip in sheet.context["slips"])
