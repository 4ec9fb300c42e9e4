"""Where somebody is signed in: seen by oneself, ended by oneself or by an officer, at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import AuditEvent, LoginSession, User
from people.selectors.sessions import open_sessions
from people.services.assign_role import assign_role
from tests.factories.people import PASSWORD, officer_factory, worker_factory

pytestmark = pytest.mark.django_db

PAGE, SOMEWHERE = "/me/sessions/", "/hours/"
PHONE = "Mozilla/5.0 (Linux; Android 12) Chrome/86.0 XWEB/3262 Mobile MicroMessenger/8.0.16"
OFFICE = "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36"


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village)


def browser(user: User, agent: str) -> Client:
    """Somebody signs in by the door."""
    client = Client(HTTP_USER_AGENT=agent)
    answer = client.post("/login/", {"username": user.username, "password": PASSWORD, "next": SOMEWHERE})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(SOMEWHERE).status_code == 200


def listed(client: Client) -> list[tuple[str, bool]]:
    return [(session.device, session.is_this) for session in client.get(PAGE).context["sessions"]]


def end(client: Client, which: str):
    return client.post(PAGE, {"which": which}, follow=True)


def told(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def events() -> list[tuple[str, int | None, dict]]:
    found = AuditEvent.objects.filter(action__contains="session").order_by("id")
    return [(event.action.removeprefix("people."), event.actor_id, event.data) for event in found]


def test_own_sessions_are_listed_with_device_way_and_time_and_never_with_their_keys(worker):
    phone, office = browser(worker, PHONE), browser(worker, OFFICE)
    assert listed(office) == [("电脑 · Chrome", True), ("微信 · 安卓手机", False)]
    page = office.get(PAGE).content.decode()
    assert "用密码登录" in page
    assert not [key for key in LoginSession.objects.values_list("session_key", flat=True) if key in page]
    assert is_in(phone)


def test_ending_one_is_felt_by_its_next_request_and_leaves_the_others(worker):
    phone, office, lent = browser(worker, PHONE), browser(worker, OFFICE), browser(worker, PHONE)
    lent_key = lent.session.session_key
    handle = next(s.handle for s in office.get(PAGE).context["sessions"] if s.key == lent_key)
    assert told(end(office, handle)) == ["1 台设备已退出登录。"]
    assert not is_in(lent)
    assert is_in(phone)
    assert is_in(office)
    assert events() == [("end_own_sessions", worker.pk, {"sessions": 1})]


def test_ending_all_others_keeps_this_one(worker):
    others = [browser(worker, PHONE) for _ in range(3)]
    office = browser(worker, OFFICE)
    assert told(end(office, "others")) == ["3 台设备已退出登录。"]
    assert not any(is_in(client) for client in others)
    assert listed(office) == [("电脑 · Chrome", True)]
    assert told(end(office, "others")) == ["那台设备已经退出了。"]
    assert events() == [("end_own_sessions", worker.pk, {"sessions": 3})]


@pytest.mark.parametrize("which", ["", "nothing", "{this}", "{theirs}", "{key}"])
def test_neither_this_session_nor_a_strangers_is_ended_by_naming_it(worker, county, which):
    stranger = browser(worker_factory(county.village), PHONE)
    office = browser(worker, OFFICE)
    theirs = stranger.get(PAGE).context["sessions"][0]
    this = office.get(PAGE).context["sessions"][0]
    end(office, which.format(this=this.handle, theirs=theirs.handle, key=theirs.key))
    assert is_in(stranger)
    assert is_in(office)


def test_a_new_password_leaves_no_dead_session_in_the_list(worker):
    browser(worker, PHONE)
    office = browser(worker, OFFICE)
    new = {"old_password": PASSWORD, "new_password1": "a-lamp-of-my-own", "new_password2": "a-lamp-of-my-own"}
    assert office.post("/password/", new).status_code == 302
    assert listed(office) == [("电脑 · Chrome", True)]


def test_who_was_signed_out_elsewhere_is_told_so_and_comes_back(worker):
    phone, office = browser(worker, PHONE), browser(worker, OFFICE)
    end(office, "others")
    answer = phone.get(SOMEWHERE, follow=True)
    assert answer.redirect_chain == [(f"/login/?next={SOMEWHERE}", 302)]
    assert "这次登录已经结束" in answer.content.decode()
    assert "这次登录" not in phone.get("/login/").content.decode()


def test_officer_signs_somebody_out_everywhere_with_a_reason(worker, officer, desk):
    phone = browser(worker, PHONE)
    page = f"/admin/people/{worker.person.uid}/sessions/"
    shown = desk.get(page).content.decode()
    assert "现在登录着 1 台设备" in shown
    assert "安卓" not in shown
    assert desk.post(page, {"reason": ""}).status_code == 422
    assert is_in(phone)
    assert desk.post(page, {"reason": "手机丢了"}).status_code == 302
    assert not is_in(phone)
    event = AuditEvent.objects.get(action="people.end_sessions")
    assert (event.actor, event.person_uid, event.reason) == (officer, worker.person.uid, "手机丢了")
    assert open_sessions(User.objects.get(pk=worker.pk), now=timezone.now()) == []
    assert is_in(browser(worker, PHONE))


def test_officer_reaches_neither_neighbours_nor_those_above(county, neighbour, as_user):
    neighbours = worker_factory(neighbour.village)
    chief = worker_factory(county.village)
    assign_role(actor=None, user=chief, unit=county.county, role="officer")
    town = as_user(officer_factory(county.town))
    assert town.get(f"/admin/people/{neighbours.person.uid}/sessions/").status_code == 404
    phone = browser(chief, PHONE)
    refused = town.post(f"/admin/people/{chief.person.uid}/sessions/", {"reason": "试试"})
    assert refused.status_code == 422
    assert is_in(phone)


def test_officers_own_page_leads_to_their_own_list(county, as_user):
    chief = worker_factory(county.village)
    assign_role(actor=None, user=chief, unit=county.county, role="officer")
    assert as_user(chief).get(f"/admin/people/{chief.person.uid}/sessions/").url == PAGE


def test_nobody_who_is_not_signed_in_sees_the_page(client):
    assert client.get(PAGE).url == f"/login/?next={PAGE}"


@pytest.mark.parametrize("many", [1, 10])
def test_list_takes_as_many_queries_however_many_there_are(worker, many, django_assert_num_queries):
    for _ in range(many - 1):
        Client().force_login(worker)
    office = browser(worker, OFFICE)
    office.get(PAGE)
    with django_assert_num_queries(4):
        assert len(office.get(PAGE).context["sessions"]) == many


def test_being_seen_costs_nothing_until_minutes_have_passed(worker, django_assert_num_queries):
    office = browser(worker, OFFICE)
    office.get(PAGE)
    seen_at = LoginSession.objects.get(user=worker).seen_at
    with django_assert_num_queries(4):
        office.get(PAGE)
    LoginSession.objects.update(seen_at=seen_at - timedelta(minutes=11))
    with django_assert_num_queries(5) as queries:
        office.get(PAGE)
    assert [q["sql"].split()[0] for q in queries.captured_queries].count("UPDATE") == 1
    assert LoginSession.objects.get(user=worker).seen_at >= seen_at


def test_ended_session_is_not_revived_by_a_request_that_was_under_way(worker):
    office = browser(worker, OFFICE)
    late = office.session
    assert late.get("opened")
    LoginSession.objects.all().delete()
    late.touch(timezone.now())
    assert not LoginSession.objects.exists()
