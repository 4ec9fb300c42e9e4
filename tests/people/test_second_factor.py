"""Two keys for staff: set up once, asked at every way in, never passed by."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from people.checks import check_second_factor, check_sign_on_addresses
from people.models import AuditEvent, User
from people.services.assign_role import assign_role
from people.services.login_slips import issue_login_slips
from people.services.second_factor import ResetRefused, may_reset_second_factor, reset_second_factor
from people.services.throttle_login import MAX_FAILURES
from tests.factories.people import PASSWORD, PersonFactory, officer_factory, trainer_factory, worker_factory
from tests.support.totp import code_of

pytestmark = pytest.mark.django_db

LOGIN, QUESTION, ACTIVATE = "/login/", "/login/second-factor/", "/second-factor/on/"
DESK = "/admin/people/units/"


@pytest.fixture
def required(settings) -> None:
    settings.STAFF_SECOND_FACTOR = "required"


def sign_in(client: Client, user: User, password: str = PASSWORD, then: str = DESK):
    return client.post(LOGIN, {"username": user.username, "password": password, "next": then})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def set_up(user: User) -> str:
    """Turn the second factor on as its owner does, in a browser of its own; returns the key."""
    client = Client()
    sign_in(client, user, then=ACTIVATE)
    key = client.get(ACTIVATE).context["key"]
    assert client.post(ACTIVATE, {"code": code_of(key)}).status_code == 302
    user.refresh_from_db()
    return key


def answer(client: Client, code: str):
    return client.post(QUESTION, {"code": code})


@pytest.mark.parametrize("who", ["officer", "trainer", "administrator"])
def test_staff_without_one_are_led_to_set_it_up_and_go_on(client, required, request, who):
    user = request.getfixturevalue(who)
    there = {"trainer": "/teach/"}.get(who, DESK)
    arrived = sign_in(client, user, then=there)
    gate = client.get(arrived.url)
    assert gate.url == f"{ACTIVATE}?next={there.replace('/', '%2F')}"
    page = client.get(gate.url)
    key = page.context["key"]
    assert key in page.content.decode()
    assert "<svg" in page.content.decode()
    codes = client.post(ACTIVATE, {"code": code_of(key), "next": there})
    paper = client.get(codes.url)
    assert len(paper.context["codes"]) == 10
    assert f'href="{there}"' in paper.content.decode()
    assert client.get(there).status_code == 200


def test_workers_are_never_asked(client, required, county):
    worker = worker_factory(county.village)
    sign_in(client, worker, then="/hours/")
    assert client.get("/hours/").status_code == 200
    assert client.get(ACTIVATE).status_code == 404
    assert client.get("/second-factor/").status_code == 404


def test_a_role_given_in_mid_session_is_of_no_use_without_one(client, required, county):
    worker = worker_factory(county.village)
    sign_in(client, worker)
    worker.roles.create(unit=county.county, role="officer")  # not by the service, so the mark is missing
    assert client.get(DESK).url.startswith(ACTIVATE)
    assert client.get("/teach/").url.startswith(ACTIVATE)


def test_staff_may_do_without_where_it_is_optional(client, officer):
    sign_in(client, officer)
    assert client.get(DESK).status_code == 200


def test_wrong_first_code_turns_nothing_on(client, officer):
    sign_in(client, officer)
    key = client.get(ACTIVATE).context["key"]
    again = client.post(ACTIVATE, {"code": "000000"})
    assert again.context["key"] == key
    assert again.context["form"].errors
    assert not Authenticator.objects.exists()


def test_key_is_stored_encrypted(officer):
    key = set_up(officer)
    assert key.replace(" ", "") not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_question_is_asked_and_the_page_that_was_asked_for_is_kept(client, officer):
    key = set_up(officer)
    assert sign_in(client, officer).url == QUESTION
    assert not is_in(client)
    assert "恢复" not in client.get(QUESTION).content.decode()
    assert answer(client, "000000").status_code == 200
    assert not is_in(client)
    assert answer(client, code_of(key)).url == DESK
    assert is_in(client)


def test_a_code_works_once_and_a_clock_may_be_half_a_minute_off(officer):
    key = set_up(officer)
    code = code_of(key, time.time() + 30)
    first, second = Client(), Client()
    sign_in(first, officer)
    answer(first, code)
    assert is_in(first)
    sign_in(second, officer)
    cache.clear()  # as another process would see it
    answer(second, code)
    assert not is_in(second)
    answer(second, code_of(key))  # the one before it: also over
    assert not is_in(second)


def test_recovery_code_opens_once(officer):
    set_up(officer)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    first, second = Client(), Client()
    sign_in(first, officer)
    answer(first, f"{codes[0][:4]} {codes[0][4:]}")
    assert is_in(first)
    sign_in(second, officer)
    answer(second, codes[0])
    assert not is_in(second)
    last = AuditEvent.objects.filter(action="people.login").first()
    assert last.data == {"way": "password", "second_factor": "recovery_codes"}


def test_wrong_codes_lock_and_are_audited(client, officer):
    key = set_up(officer)
    sign_in(client, officer)
    for _ in range(MAX_FAILURES):
        answer(client, "000000")
    locked = answer(client, code_of(key))
    assert locked.context["form"].errors.as_data()["code"][0].code == "locked"
    assert not is_in(client)
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    wrong = [action for action in actions if action.startswith("people.second_factor_")]
    assert wrong == [
        "people.second_factor_on",
        *["people.second_factor_failed"] * (MAX_FAILURES - 1),
        "people.second_factor_locked",
    ]


def test_starting_over_as_somebody_else_is_possible(client, officer):
    set_up(officer)
    sign_in(client, officer)
    assert client.get(LOGIN).url == QUESTION
    assert client.post("/logout/").url == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_turning_it_on_ends_the_other_sessions(officer, as_user):
    elsewhere = as_user(officer)
    assert elsewhere.get(DESK).status_code == 200
    set_up(officer)
    assert elsewhere.get(DESK).url.startswith(LOGIN)


def by_password(client: Client, officer: User, administrator: User) -> None:
    sign_in(client, officer)


def by_staff_name_in_capitals(client: Client, officer: User, administrator: User) -> None:
    client.post(LOGIN, {"username": officer.username.upper(), "password": PASSWORD})


def by_phone(client: Client, officer: User, administrator: User) -> None:
    client.post(LOGIN, {"username": officer.person.phone, "password": PASSWORD})


def by_slip(client: Client, officer: User, administrator: User) -> None:
    slip = issue_login_slips(actor=administrator, people=[officer.person])[0]
    sign_in(client, officer, slip.code)


def by_wagtails_own_page(client: Client, officer: User, administrator: User) -> None:
    arrived = client.get("/admin/login/", follow=True)
    client.post(arrived.request["PATH_INFO"], {"username": officer.username, "password": PASSWORD})
    client.post("/admin/login/", {"username": officer.username, "password": PASSWORD})


def by_the_old_name_of_the_page(client: Client, officer: User, administrator: User) -> None:
    for path in ("/accounts/login/", "/admin/password_reset/", "/django-admin/login/", "/admin/login"):
        client.post(path, {"username": officer.username, "password": PASSWORD}, follow=True)
    sign_in(client, officer)


WAYS = [
    by_password,
    by_staff_name_in_capitals,
    by_phone,
    by_slip,
    by_wagtails_own_page,
    by_the_old_name_of_the_page,
]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_leads_past_it(client, county, officer, administrator, way: Callable):
    officer.person = PersonFactory(unit=county.village)
    officer.save()
    set_up(officer)
    way(client, officer, administrator)
    assert not is_in(client)
    assert client.get(LOGIN).url == QUESTION
    for path in (DESK, "/", "/teach/", "/password/", "/password/again/", "/second-factor/", ACTIVATE):
        assert client.get(path).url.startswith(LOGIN), path
    for path in (
        "/second-factor/off/",
        "/second-factor/codes/",
        "/second-factor/codes/new/",
        "/second-factor/again/",
    ):
        assert client.post(path, {"password": PASSWORD}).url.startswith((LOGIN, "/password/again/")), path
    for path in ("/password/", "/password/again/", ACTIVATE, "/admin/account/"):
        client.post(path, {"old_password": PASSWORD, "password": PASSWORD, "new_password1": "x", "code": "1"})
    assert not is_in(client)


def test_a_password_alone_is_not_enough_to_take_it_off(officer, as_user):
    set_up(officer)
    client = as_user(officer)
    gate = client.get("/second-factor/off/")
    assert gate.url.startswith("/second-factor/again/")
    assert client.post("/password/again/", {"password": PASSWORD}).url.startswith("/second-factor/again/")
    client.post("/second-factor/off/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_new_phone_is_set_up_at_once_where_it_is_required(officer, as_user, required):
    key = set_up(officer)
    client = as_user(officer)
    again = client.get("/second-factor/off/").url
    assert client.post(again, {"code": code_of(key)}).url == "/second-factor/off/"
    assert client.post("/second-factor/off/").status_code == 302
    officer.refresh_from_db()
    assert officer.second_factor_since is None
    assert not Authenticator.objects.exists()
    assert client.get(DESK).url.startswith(ACTIVATE)


def test_new_recovery_codes_end_the_old_ones(officer, as_user):
    key = set_up(officer)
    client = as_user(officer)
    page = "/second-factor/codes/"
    client.post(client.get(page).url, {"code": code_of(key)})
    old = client.get(page).context["codes"]
    assert client.post(f"{page}new/").url == page
    assert not set(old) & set(client.get(page).context["codes"])


def test_long_after_logging_in_the_password_is_asked_again(client, officer):
    sign_in(client, officer)
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 3600
    session.save()
    gate = client.get(f"{ACTIVATE}?next={DESK}")
    assert gate.url.startswith("/password/again/")
    assert client.post(gate.url, {"password": "not-this-one"}).context["form"].errors
    back = client.post(gate.url, {"password": PASSWORD})
    assert back.url == f"{ACTIVATE}?next={DESK}"
    assert client.get(back.url).status_code == 200


def test_officer_resets_those_below_and_nobody_else(county, neighbour, officer, administrator):
    below = trainer_factory(county.village)
    beside = officer_factory(neighbour.county, "beside")
    both = trainer_factory(county.village, "both")
    both.roles.create(unit=neighbour.county, role="trainer")
    assert may_reset_second_factor(officer, below)
    assert may_reset_second_factor(administrator, officer)
    for user in (officer, administrator, beside, both):
        assert not may_reset_second_factor(officer, user)
    assert not may_reset_second_factor(below, officer)
    with pytest.raises(ResetRefused):
        reset_second_factor(actor=below, user=officer)


def test_reset_takes_the_keys_ends_sessions_and_is_audited(county, officer, as_user):
    below = trainer_factory(county.village)
    set_up(below)
    elsewhere = as_user(below)
    reset_second_factor(actor=officer, user=below)
    assert not Authenticator.objects.exists()
    assert elsewhere.get("/teach/").url.startswith(LOGIN)
    event = AuditEvent.objects.first()
    assert (event.action, event.actor, event.target_id) == ("people.reset_second_factor", officer, str(below.pk))


def test_console_resets_when_nobody_else_can(administrator):
    set_up(administrator)
    call_command("reset_second_factor", administrator.username)
    administrator.refresh_from_db()
    assert administrator.second_factor_since is None


def test_session_without_one_costs_no_query_more(officer, required, django_assert_num_queries, as_user, county):
    worker = worker_factory(county.village)
    client = as_user(worker)
    with django_assert_num_queries(2):  # session, user
        client.get("/password/")
    User.objects.filter(pk=officer.pk).update(second_factor_since=timezone.now())
    officer.refresh_from_db()
    client = as_user(officer)
    with django_assert_num_queries(2):
        client.get("/password/")


def test_misspelt_setting_and_plain_sign_on_are_found(settings):
    assert check_second_factor() == check_sign_on_addresses() == []
    settings.STAFF_SECOND_FACTOR = "requierd"
    settings.OIDC_PROVIDERS = [{"id": "county-a", "server_url": "http://id.example"}]
    assert [error.id for error in (*check_second_factor(), *check_sign_on_addresses())] == [
        "people.E002",
        "people.E003",
    ]


def reset_page(user: User) -> str:
    return f"/admin/people/staff/{user.roles.first().pk}/second-factor/"


def test_officer_resets_a_colleagues_on_screen_with_a_reason(county, officer, trainer, as_user):
    set_up(trainer)
    phone, desk = as_user(trainer), as_user(officer)
    page = reset_page(trainer)
    assert page in desk.get("/admin/people/staff/").content.decode()
    assert desk.get(page).status_code == 200
    assert desk.post(page, {"reason": ""}).status_code == 422
    assert desk.post(page, {"reason": "手机掉河里了"}).url == "/admin/people/staff/"
    trainer.refresh_from_db()
    assert trainer.second_factor_since is None
    assert not Authenticator.objects.filter(user=trainer).exists()
    assert phone.get("/teach/").status_code == 302
    event = AuditEvent.objects.get(action="people.reset_second_factor")
    assert (event.actor, event.target_id, event.reason) == (officer, str(trainer.pk), "手机掉河里了")
    assert page not in desk.get("/admin/people/staff/").content.decode()
    assert desk.post(page, {"reason": "再来一次"}).status_code == 409


def test_nobody_resets_above_their_power_their_own_or_a_neighbours(county, neighbour, officer, as_user):
    town, chief = officer_factory(county.town, "town"), officer_factory(county.county, "chief")
    assign_role(actor=None, user=chief, unit=county.village, role="trainer")
    stranger = officer_factory(neighbour.county, "stranger")
    for user in (officer, chief, stranger):
        set_up(user)
    in_village = chief.roles.get(unit=county.village).pk
    refused = as_user(town).post(f"/admin/people/staff/{in_village}/second-factor/", {"reason": "试试"})
    assert refused.status_code == 403
    desk = as_user(officer)
    assert desk.post(reset_page(officer), {"reason": "试试"}).status_code == 403
    assert reset_page(officer) not in desk.get("/admin/people/staff/").content.decode()
    for answered in (desk.get(reset_page(stranger)), desk.post(reset_page(stranger), {"reason": "试试"})):
        assert answered.status_code == 404
    assert User.objects.filter(second_factor_since__isnull=False).count() == 3
