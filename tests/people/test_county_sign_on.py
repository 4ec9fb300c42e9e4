"""A county's own sign-on, with a real provider: it says who somebody is, our roster says who may come in."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from gridschool.settings.oidc import allauth_apps, read_oidc_providers
from people.models import AuditEvent, LoginSession, Person, User
from tests.factories.people import PASSWORD, PersonFactory, officer_factory, trainer_factory, worker_factory
from tests.people.test_second_factor import QUESTION, is_in, set_up
from tests.servers.oidc import CLIENT_ID, CLIENT_SECRET, OidcServer

pytestmark = pytest.mark.django_db

DOOR = "/county-login/county-a/login/"


@pytest.fixture(scope="module")
def server() -> Iterator[OidcServer]:
    with OidcServer() as running:
        yield running


@pytest.fixture
def provider(server, settings, county) -> dict[str, Any]:
    """County A's sign-on; a test may change what it is set to."""
    server.refuses = False
    settings.OIDC_PROVIDERS = read_oidc_providers([entry(server.url, county.county.code)])
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": allauth_apps(settings.OIDC_PROVIDERS)}
    return settings.OIDC_PROVIDERS[0]


def entry(url: str, county: str) -> dict[str, Any]:
    return {
        "id": "county-a",
        "name": "甲县统一登录",
        "server_url": url,
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "county": county,
    }


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def ask_the_county(address: str) -> str:
    """What a browser does at the county's page; returns the address to which it sends back."""
    try:
        urllib.request.build_opener(_Stay).open(address, timeout=20)
    except urllib.error.HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the county's page did not send us back")


def sign_on(client: Client, server: OidcServer, then: str = "/hours/", **claims: Any):
    server.claims = {"sub": "1", **claims}
    leaving = client.get(DOOR, {"next": then})
    assert leaving.url.startswith(server.url)
    return client.get(ask_the_county(leaving.url))


def test_button_stands_on_the_sign_in_page_and_keeps_the_errand(client, provider):
    page = client.get("/login/?next=/hours/").content.decode()
    assert f'href="{DOOR}?next=%2Fhours%2F"' in page
    assert "甲县统一登录" in page


def test_worker_comes_in_by_number_without_a_password(client, server, provider, county):
    worker = worker_factory(county.village)
    answer = sign_on(client, server, preferred_username=worker.username.lower())
    assert answer.url == "/hours/"
    assert client.session["_auth_user_id"] == str(worker.pk)
    event = AuditEvent.objects.first()
    assert (event.action, event.actor, event.data["way"]) == ("people.login", worker, "oidc")


def test_person_of_the_roster_without_a_login_gets_one(client, server, provider, county):
    person = PersonFactory(unit=county.village)
    sign_on(client, server, preferred_username=person.worker_no)
    assert is_in(client)
    user = User.objects.get(person=person)
    assert not user.has_usable_password()
    assert client.get("/password/").context["form"].fields.keys() == {"new_password1", "new_password2"}
    assert not user.must_change_password


def test_identity_number_is_compared_and_kept_nowhere(client, server, provider, county):
    worker = worker_factory(county.village)
    provider |= {"match": "identity", "claim": "id_card"}
    number = worker.person.identity.number
    sign_on(client, server, id_card=number)
    assert client.session["_auth_user_id"] == str(worker.pk)
    assert not SocialAccount.objects.exists()
    assert not any(number in str(session.get_decoded()) for session in LoginSession.objects.all())
    assert not AuditEvent.objects.filter(data__icontains=number).exists()


@pytest.mark.parametrize("name", ["G99999999999", "", "administrator"])
def test_nobody_is_signed_up_and_no_administrator_comes_in(client, server, provider, administrator, name):
    before = (User.objects.count(), Person.objects.count())
    answer = sign_on(client, server, preferred_username=name)
    assert answer.status_code == 403
    assert "名册里没有你" in answer.content.decode()
    assert not is_in(client)
    assert (User.objects.count(), Person.objects.count()) == before
    assert AuditEvent.objects.first().action == "people.login_refused"


def test_a_county_opens_no_login_with_power_elsewhere(client, server, provider, county, neighbour):
    outside = [
        worker_factory(neighbour.village),
        officer_factory(neighbour.county, "beside"),
        trainer_factory(county.county, "both"),
    ]
    outside[2].roles.create(unit=neighbour.county, role="trainer")
    unlinked = PersonFactory(unit=neighbour.village)
    for name in (*(user.username for user in outside), unlinked.worker_no):
        assert sign_on(client, server, preferred_username=name).status_code == 403
        assert not is_in(client)
    assert not User.objects.filter(person=unlinked).exists()


def test_inactive_login_stays_shut(client, server, provider, county):
    worker = worker_factory(county.village)
    User.objects.filter(pk=worker.pk).update(is_active=False)
    assert sign_on(client, server, preferred_username=worker.username).status_code == 403
    assert not is_in(client)


def test_second_factor_is_asked_after_it_too(client, server, provider, officer):
    set_up(officer)
    assert sign_on(client, server, "/admin/", preferred_username=officer.username).url == QUESTION
    assert not is_in(client)


@pytest.mark.parametrize("has_one", [True, False])
def test_a_sign_on_with_its_own_second_factor_is_enough(client, server, provider, officer, settings, has_one):
    settings.STAFF_SECOND_FACTOR = "required"
    provider["second_factor"] = True
    if has_one:
        set_up(officer)
    arrived = sign_on(client, server, "/admin/people/units/", preferred_username=officer.username)
    assert client.get(arrived.url).status_code == 200
    assert Authenticator.objects.filter(type="totp").exists() == has_one


def test_without_one_staff_set_it_up_after_a_sign_on_that_has_none(client, server, provider, officer, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    arrived = sign_on(client, server, "/admin/people/units/", preferred_username=officer.username)
    gate = client.get(arrived.url)
    assert gate.url.startswith("/second-factor/on/")
    assert client.get(gate.url).status_code == 200


def test_giving_up_there_is_said_and_changes_nothing(client, server, provider):
    server.refuses = True
    answer = sign_on(client, server)
    assert answer.status_code == 401
    assert "什么都没有改变" in answer.content.decode()


def test_forged_answer_opens_nothing(client, server, provider, county):
    worker = worker_factory(county.village)
    server.claims = {"sub": "1", "preferred_username": worker.username}
    back = ask_the_county(client.get(DOOR).url)
    stranger = Client()
    assert stranger.get(back).status_code == 401  # a state of another browser
    assert not is_in(stranger)
    assert client.get(back.replace("code=", "code=x")).status_code == 401
    assert not is_in(client)


def test_county_that_does_not_answer_is_said_in_words(client, provider, settings):
    dead = provider | {"server_url": "http://127.0.0.1:9"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": allauth_apps([dead])}
    answer = client.get(DOOR)
    assert answer.status_code == 401
    assert "统一登录没有正常应答" in answer.content.decode()


def test_unknown_sign_on_is_not_there(client, provider):
    assert client.get("/county-login/county-z/login/").status_code == 404


def test_wrong_page_after_it_is_not_followed(client, server, provider, county):
    worker = worker_factory(county.village)
    answer = sign_on(client, server, "https://example.com/", preferred_username=worker.username)
    assert not answer.url.startswith("https://example.com")


def test_somebody_else_who_was_signed_in_is_signed_out(client, server, provider, county):
    first, second = worker_factory(county.village), worker_factory(county.village)
    client.post("/login/", {"username": first.username, "password": PASSWORD})
    sign_on(client, server, preferred_username=second.username)
    assert client.session["_auth_user_id"] == str(second.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": "County A"},
        {"secret": None},
        {"match": "phone"},
        {"second_factor": "no"},
        {"colour": "red"},
    ],
)
def test_mistake_in_the_setting_stops_the_start(change):
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        read_oidc_providers([entry("https://id.example", "990201") | change])


def test_two_sign_ons_with_one_id_and_no_list_stop_the_start():
    one = entry("https://id.example", "990201")
    for entries in ([one, one], {"id": "x"}, ["x"]):
        with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
            read_oidc_providers(entries)
