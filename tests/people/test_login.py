"""The only door: password, slip, shared phone, lock, first password."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from people.models import AuditEvent, LoginSlip, LoginThrottle, User
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
    new = {"old_password": PASSWORD, "new_password1": "a-lamp-of-my-0wn", "new_password2": "a-lamp-of-my-0wn"}
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
    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert answer.status_code == 200
    assert answer.context["form"].errors.as_data()["new_password2"][0].code == "password_about_me"


def change_password(client: Client, new: str, old: str = PASSWORD):
    return client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def test_changing_a_password_takes_the_present_one_and_ends_other_sessions(client, worker, as_user):
    elsewhere = as_user(worker)
    client.force_login(worker)
    refused = change_password(client, "a-lamp-of-my-own", old=WRONG)
    assert list(refused.context["form"].errors) == ["old_password"]
    assert change_password(client, PASSWORD).context["form"].errors.as_data()["new_password1"][0].code == (
        "password_same"
    )
    assert change_password(client, "a-lamp-of-my-own").status_code == 302
    assert client.get("/password/").status_code == 200
    assert elsewhere.get("/password/").status_code == 302


def test_wrong_present_passwords_lock_as_at_the_door(client, worker):
    client.force_login(worker)
    for _ in range(MAX_PASSWORDS):
        change_password(client, "a-lamp-of-my-own", old=WRONG)
    assert sign_in(Client(), worker.username, PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("new", "is_enough"), [("only-small", False), ("small-and-7", True), ("Small7tall", True)]
)
def test_staff_passwords_have_three_kinds_of_characters(client, officer, new, is_enough):
    client.force_login(officer)
    assert (change_password(client, new).status_code == 302) == is_enough


def test_staff_password_runs_out_and_a_workers_does_not(client, officer, worker, settings):
    long_ago = timezone.now() - timedelta(days=settings.STAFF_PASSWORD_DAYS + 1)
    User.objects.update(password_changed_at=long_ago)
    assert client.get(sign_in(client, officer.username, PASSWORD, "/admin/").url).url.startswith("/password/")
    other = Client()
    assert other.get(sign_in(other, worker.username, PASSWORD, "/hours/").url).status_code == 200
    assert change_password(client, "another-Lamp-8").status_code == 302
    assert client.get("/admin/").status_code == 200
    officer.refresh_from_db()
    settings.STAFF_PASSWORD_DAYS = 0
    User.objects.update(password_changed_at=long_ago)
    assert client.get("/admin/").status_code == 200


def test_name_is_locked_after_wrong_passwords_and_says_how_long(client, worker):
    answers = [sign_in(client, worker.username, WRONG) for _ in range(MAX_PASSWORDS)]
    assert [answer.status_code for answer in answers] == [200] * (MAX_PASSWORDS - 1) + [429]
    until = timezone.localtime(LoginThrottle.objects.get().locked_until)
    assert timedelta(minutes=29) < until - timezone.now() <= timedelta(minutes=30)
    assert f"{until:%H:%M}" in answers[-1].content.decode()
    right = sign_in(client, worker.username, PASSWORD)
    assert right.status_code == 429
    assert not is_in(client)


def test_lock_ends_by_itself_and_the_count_begins_anew(client, worker):
    for _ in range(MAX_PASSWORDS):
        sign_in(client, worker.username, WRONG)
    LoginThrottle.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(client, worker.username, WRONG).status_code == 200
    sign_in(client, worker.username, PASSWORD)
    assert is_in(client)


def test_old_counts_are_swept_away_by_new_ones(client):
    sign_in(client, "G1", WRONG)
    LoginThrottle.objects.update(since=timezone.now() - timedelta(hours=25))
    sign_in(client, "G2", WRONG)
    assert LoginThrottle.objects.count() == 1


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


def events() -> list[tuple[str, int | None, dict]]:
    return [
        (event.action.removeprefix("people."), event.actor_id, event.data)
        for event in AuditEvent.objects.order_by("id")
        if event.action not in ("people.assign_role", "people.issue_slips")
    ]


def test_logging_in_and_out_is_audited_with_its_way(client, officer, worker):
    sign_in(client, worker.username, PASSWORD)
    client.post("/logout/")
    sign_in(client, worker.username, slip_for(officer, worker))
    assert events() == [
        ("login", worker.pk, {"way": "password", "second_factor": None}),
        ("logout", worker.pk, {}),
        ("login", worker.pk, {"way": "slip", "second_factor": None}),
    ]
    assert AuditEvent.objects.filter(action="people.login").values_list("unit", flat=True).distinct().get() == (
        worker.person.unit_id
    )


def test_failures_are_audited_with_a_masked_name_and_no_password(client, worker):
    for name in (worker.username, "13812345678", "my-secret-word"):
        sign_in(client, name, WRONG)
    masked = [f"{worker.username[:2]}******{worker.username[-2:]}", "138****5678", "my******rd"]
    assert events() == [("login_failed", None, {"name": name}) for name in masked]
    assert not AuditEvent.objects.filter(data__icontains=WRONG).exists()
    for _ in range(MAX_PASSWORDS):
        sign_in(client, worker.username, WRONG)
    assert [action for action, *rest in events()[3:]] == ["login_failed"] * (MAX_PASSWORDS - 2) + ["login_locked"]


def test_logging_out_asks_first_when_it_is_a_link(client, worker):
    client.force_login(worker)
    assert client.get("/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/logout/").url == LOGIN


@pytest.mark.parametrize(
    "path",
    [
        *("signup/", "email/", "confirm-email/", "inactive/", "3rdparty/", "3rdparty/signup/", "2fa/"),
        *("password/reset/", "password/set/", "password/change/"),
        *("accounts/login/", "phone/verify/", "login/confirm/"),
    ],
)
def test_pages_of_allauth_that_nobody_needs_do_not_exist(client, worker, path):
    assert client.get(f"/{path}").status_code == 404
    client.force_login(worker)
    assert client.get(f"/{path}").status_code == 404


def test_of_allauths_addresses_only_these_exist():
    resolver = get_resolver()
    theirs = ("account_", "mfa_", "socialaccount_", "openid_connect_")
    assert {name for name in resolver.reverse_dict if isinstance(name, str) and name.startswith(theirs)} == {
        *("account_login", "account_logout", "account_reauthenticate"),
        *("mfa_authenticate", "mfa_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
        *("openid_connect_login", "openid_connect_callback"),
    }


def test_no_page_of_the_door_writes_inline(client, worker, officer):
    pages = [client.get(LOGIN)]
    client.force_login(officer)
    pages += [client.get(path) for path in ("/logout/", "/password/", "/password/again/", "/second-factor/")]
    for page in pages:
        assert page.status_code == 200
        assert "unsafe-inline" not in page["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page.content.decode())


def test_staff_find_the_way_to_their_password_and_second_factor(client, officer):
    client.force_login(officer)
    page = client.get("/admin/account/").content.decode()
    assert 'href="/password/"' in page
    assert 'href="/second-factor/"' in page


def test_forms_of_the_door_refuse_requests_from_elsewhere(worker):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, worker.username, PASSWORD).status_code == 403
    assert not is_in(strict)
