"""The only door: password, slip, shared phone, lock, first password."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import LoginSlip, User
from people.services.login_slips import MAX_FAILURES, issue_login_slips
from people.services.throttle_login import MAX_FAILURES as MAX_PASSWORDS
from tests.factories.people import PASSWORD, PersonFactory, worker_factory

pytestmark = pytest.mark.django_db

LOGIN = "/login/"
WRONG = "not-this-one"
SOMEWHERE = "/hours/"


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village, phone="13812345678")


def sign_in(client: Client, name: str, password: str, then: str = SOMEWHERE):
    return client.post(LOGIN, {"username": name, "password": password, "next": then})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def slip_for(officer: User, worker: User) -> str:
    return issue_login_slips(actor=officer, people=[worker.person])[0].code


@pytest.mark.parametrize(
    "name", ["{no}", " {no} ", "{no_small}", "13812345678", "+86 138-1234-5678", "１３８１２３４５６７８"]
)
def test_password_opens_by_worker_number_and_phone(client, worker, name):
    written = name.format(no=worker.username, no_small=worker.username.lower())
    answer = sign_in(client, written, PASSWORD)
    assert (answer.status_code, answer.url) == (302, SOMEWHERE)
    assert is_in(client)


def test_page_that_was_asked_for_is_kept_and_no_other_host_is(client, worker, settings):
    settings.LOGIN_REDIRECT_URL = "/first-page/"
    assert f'value="{SOMEWHERE}"' in client.get(LOGIN, {"next": SOMEWHERE}).content.decode()
    answer = sign_in(client, worker.username, PASSWORD, "https://example.com/")
    assert answer.url == "/first-page/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_wrong_password_is_told_in_words(client, worker, language):
    answer = client.post(
        LOGIN, {"username": worker.username, "password": WRONG}, headers={"Accept-Language": language}
    )
    assert answer.status_code == 200
    assert ("对不上" in answer.content.decode()) == (language == "zh-hans")
    assert not is_in(client)


def test_unknown_and_inactive_logins_look_like_a_wrong_password(client, worker):
    User.objects.filter(pk=worker.pk).update(is_active=False)
    told = [sign_in(client, name, PASSWORD).context["form"].non_field_errors() for name in (worker.username, "G1")]
    assert told[0] == told[1]
    assert not is_in(client)


def test_inactive_login_is_not_opened_by_a_slip(client, officer, worker):
    code = slip_for(officer, worker)
    User.objects.filter(pk=worker.pk).update(is_active=False)
    sign_in(client, worker.username, code)
    assert not is_in(client)


def test_two_who_share_a_phone_are_told_apart_by_password(client, county, worker):
    other = worker_factory(county.village, phone="13812345678")
    other.set_password("another-lamp-8")
    other.save()
    sign_in(client, "13812345678", "another-lamp-8")
    assert client.session["_auth_user_id"] == str(other.pk)


def test_two_who_share_phone_and_password_must_use_the_worker_number(client, county, worker):
    worker_factory(county.village, phone="13812345678")
    sign_in(client, "13812345678", PASSWORD)
    assert not is_in(client)
    sign_in(client, worker.username, PASSWORD)
    assert is_in(client)


def test_two_who_share_a_phone_do_not_wear_out_each_others_slips(client, county, officer, worker):
    other = worker_factory(county.village, phone="13812345678")
    slip_for(officer, worker)
    sign_in(client, "13812345678", slip_for(officer, other))
    assert client.session["_auth_user_id"] == str(other.pk)
    assert LoginSlip.objects.get(user=worker).failures == 0


def test_slip_opens_once(client, officer, worker):
    code = slip_for(officer, worker)
    sign_in(client, worker.username, f"{code[:4].lower()} {code[4:].lower()}")
    assert is_in(client)
    again = Client()
    sign_in(again, worker.username, code)
    assert not is_in(again)


def test_slip_runs_out(client, officer, worker):
    code = slip_for(officer, worker)
    LoginSlip.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sign_in(client, worker.username, code)
    assert not is_in(client)


def test_new_slip_ends_the_older_one(client, officer, worker):
    older, newer = slip_for(officer, worker), slip_for(officer, worker)
    sign_in(client, worker.username, older)
    assert not is_in(client)
    sign_in(client, worker.username, newer)
    assert is_in(client)


def test_slip_is_worn_out_by_wrong_codes(client, officer, worker):
    code = slip_for(officer, worker)
    for _ in range(MAX_FAILURES):
        sign_in(client, worker.username, "2" * 8)
    sign_in(client, worker.username, code)
    assert not is_in(client)


def test_mistyped_passwords_do_not_wear_out_a_slip(client, officer, worker):
    code = slip_for(officer, worker)
    for _ in range(MAX_FAILURES + 1):
        sign_in(client, worker.username, WRONG)
    sign_in(client, worker.username, code)
    assert is_in(client)


def test_new_person_gets_a_login_that_only_the_slip_opens(client, county, officer):
    person = PersonFactory(unit=county.village)
    slip = issue_login_slips(actor=officer, people=[person])[0]
    assert not person.user.has_usable_password()
    sign_in(client, person.worker_no, slip.spaced_code)
    assert is_in(client)


def test_slip_demands_a_password_before_anything_else_and_then_goes_on(client, officer, worker):
    answer = sign_in(client, worker.username, slip_for(officer, worker), "/admin/people/?q=1")
    gate = client.get(answer.url)
    assert gate.url == f"{reverse('password_change')}?next=%2Fadmin%2Fpeople%2F%3Fq%3D1"
    new = {"new_password1": "a-lamp-of-my-own", "new_password2": "a-lamp-of-my-own"}
    assert client.get(gate.url).status_code == 200
    assert client.post(gate.url, new).url == "/admin/people/?q=1"
    worker.refresh_from_db()
    assert not worker.must_change_password
    assert worker.check_password("a-lamp-of-my-own")
    assert is_in(client)


def test_first_password_goes_on_to_no_other_host(client, administrator):
    client.force_login(administrator)
    new = {"new_password1": "a-lamp-of-my-own", "new_password2": "a-lamp-of-my-own"}
    assert client.post("/password/?next=https://example.com/", new).url == "/admin/"


def test_first_password_gate_lets_people_log_out(client, officer, worker):
    sign_in(client, worker.username, slip_for(officer, worker))
    client.post(reverse("logout"))
    assert not is_in(client)


@pytest.mark.parametrize("about_me", ["phone", "worker_no", "name", "identity"])
def test_password_must_not_be_about_oneself(client, worker, about_me):
    person = worker.person
    known = {"identity": person.identity.number[-6:]}.get(about_me) or getattr(person, about_me)
    client.force_login(worker)
    new = f"{known}-lamp-window"
    answer = client.post("/password/", {"new_password1": new, "new_password2": new})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_name_is_locked_after_wrong_passwords_and_says_how_long(client, worker):
    answers = [sign_in(client, worker.username, WRONG) for _ in range(MAX_PASSWORDS)]
    assert [answer.status_code for answer in answers] == [200] * (MAX_PASSWORDS - 1) + [429]
    assert "15" in answers[-1].content.decode()
    right = sign_in(client, worker.username, PASSWORD)
    assert right.status_code == 429
    assert not is_in(client)


def test_lock_counts_a_phone_however_it_is_written(client, worker):
    for name in ("13812345678", "138 1234 5678", "+8613812345678", "138-1234-5678", "8613812345678"):
        sign_in(client, name, WRONG)
    assert sign_in(client, "13812345678", PASSWORD).status_code == 429


def test_lock_of_one_name_leaves_others_alone(client, county, worker):
    for _ in range(MAX_PASSWORDS):
        sign_in(client, worker.username, WRONG)
    other = worker_factory(county.village)
    sign_in(client, other.username, PASSWORD)
    assert is_in(client)


def test_unknown_names_are_locked_too(client):
    for _ in range(MAX_PASSWORDS):
        answer = sign_in(client, "G99999999999", WRONG)
    assert answer.status_code == 429


def test_slip_opens_a_locked_name_and_ends_the_lock(client, officer, worker):
    for _ in range(MAX_PASSWORDS):
        sign_in(client, worker.username, WRONG)
    sign_in(client, worker.username, slip_for(officer, worker))
    assert is_in(client)
    again = Client()
    sign_in(again, worker.username, PASSWORD)
    assert is_in(again)


def test_success_forgets_the_wrong_passwords_before(client, worker):
    for _ in range(MAX_PASSWORDS - 1):
        sign_in(client, worker.username, WRONG)
    sign_in(client, worker.username, PASSWORD)
    again = Client()
    assert sign_in(again, worker.username, WRONG).status_code == 200


def test_staff_without_a_person_begin_in_the_admin(client, officer):
    assert client.post(LOGIN, {"username": officer.username, "password": PASSWORD}).url == "/admin/"


def test_admin_has_no_door_of_its_own(client):
    assert client.get("/admin/login/?next=/admin/").url == "/login/?next=/admin/"
