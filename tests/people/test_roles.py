"""Roles and logins: given, taken, closed and opened by officers, on their own screens and within their power."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.dossier import dossier_of
from people.models import AuditEvent, LoginSlip, Person, RoleAssignment, User
from people.scope import is_staff_somewhere
from people.services.add_staff import AlreadyElsewhere, add_staff
from people.services.assign_role import assign_role
from people.services.change_roles import RoleRefused, close_login, give_role, open_login, take_role
from tests.factories.people import (
    PASSWORD,
    PersonFactory,
    county_factory,
    identity_number,
    officer_factory,
    worker_factory,
)

pytestmark = pytest.mark.django_db


def groups_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=f"people.{action}").order_by("id"))


@pytest.fixture
def worker(county):
    return worker_factory(county.village, name="李桂芬")


# --- services -----------------------------------------------------------------------------------------------


def test_role_given_opens_the_door_and_is_noted_with_the_person(officer, worker, county):
    give_role(actor=officer, user=worker, unit=county.town, role="trainer")
    assert groups_of(worker) == {"staff", "trainer 990201"}
    [event] = [event for event in events("assign_role") if event.actor == officer]
    assert (event.unit, event.person_uid, event.data) == (county.town, worker.person.uid, {"role": "trainer"})


@pytest.mark.parametrize("place", ["county", "neighbour"])
def test_officer_gives_nothing_above_or_beside_their_own_unit(place, worker, county, neighbour):
    clerk = officer_factory(county.town)
    unit = county.county if place == "county" else neighbour.village
    with pytest.raises(RoleRefused):
        give_role(actor=clerk, user=worker, unit=unit, role="trainer")
    assert not worker.roles.exists()
    assert groups_of(worker) == set()


def test_nobody_raises_themselves(officer, county):
    with pytest.raises(RoleRefused):
        give_role(actor=officer, user=officer, unit=county.village, role="trainer")


def test_trainer_gives_nothing(trainer, worker, county):
    with pytest.raises(RoleRefused):
        give_role(actor=trainer, user=worker, unit=county.village, role="trainer")


@pytest.mark.parametrize("role", ["administrator", "", "superuser"])
def test_there_are_no_other_roles(role, officer, worker, county):
    with pytest.raises(RoleRefused):
        give_role(actor=officer, user=worker, unit=county.village, role=role)


def test_power_that_ended_meanwhile_gives_nothing_whatever_the_object_in_hand_remembers(officer, worker, county):
    assert is_staff_somewhere(officer)
    RoleAssignment.objects.filter(user=officer).delete()
    with pytest.raises(RoleRefused):
        give_role(actor=officer, user=worker, unit=county.village, role="trainer")


def test_role_taken_closes_the_door_ends_the_sessions_and_is_noted(officer, worker, county, as_user):
    role = give_role(actor=officer, user=worker, unit=county.town, role="officer")
    phone = as_user(User.objects.get(pk=worker.pk))
    assert phone.get("/admin/people/").status_code == 200
    take_role(actor=officer, assignment=role, reason=" 调离 ")
    assert groups_of(worker) == set()
    assert phone.get("/admin/people/").status_code == 302
    [event] = events("take_role")
    assert (event.actor, event.unit, event.reason, event.data) == (
        officer,
        county.town,
        "调离",
        {"role": "officer"},
    )


def test_taking_twice_is_once(officer, worker, county):
    role = give_role(actor=officer, user=worker, unit=county.town, role="trainer")
    for _ in range(2):
        take_role(actor=officer, assignment=role, reason="调离")
    assert len(events("take_role")) == 1


def test_groups_that_another_role_gives_stay(officer, worker, county):
    first = give_role(actor=officer, user=worker, unit=county.town, role="trainer")
    give_role(actor=officer, user=worker, unit=county.village, role="trainer")
    take_role(actor=officer, assignment=first, reason="只留一处")
    assert groups_of(worker) == {"staff", "trainer 990201"}


def test_role_is_not_taken_without_a_reason(officer, worker, county):
    role = give_role(actor=officer, user=worker, unit=county.town, role="trainer")
    with pytest.raises(RoleRefused) as refused:
        take_role(actor=officer, assignment=role, reason="  ")
    assert (refused.value.code, worker.roles.count()) == ("reason_missing", 1)


def test_last_officer_lays_the_role_down_only_when_there_is_another_at_or_above(officer, county):
    with pytest.raises(RoleRefused):
        take_role(actor=officer, assignment=officer.roles.get(), reason="退休")
    second = officer_factory(county.county, "second")
    second.is_active = False
    second.save()
    with pytest.raises(RoleRefused):
        take_role(actor=officer, assignment=officer.roles.get(), reason="退休")
    second.is_active = True
    second.save()
    take_role(actor=officer, assignment=officer.roles.get(), reason="退休")
    assert not officer.roles.exists()


def test_officer_below_lays_the_role_down_when_there_is_one_above(officer, county):
    clerk = officer_factory(county.town)
    take_role(actor=clerk, assignment=clerk.roles.get(), reason="退休")
    assert not clerk.roles.exists()


def test_closed_login_is_out_at_once_and_works_again_when_opened(officer, worker, county):
    phone = Client()
    phone.force_login(worker)
    close_login(actor=officer, user=worker, reason="手机丢了")
    worker.refresh_from_db()
    assert not worker.is_active
    assert phone.get("/").status_code == 302
    assert not Client().login(username=worker.username, password=PASSWORD)
    with pytest.raises(RoleRefused):
        give_role(actor=officer, user=worker, unit=county.village, role="trainer")
    open_login(actor=officer, user=worker, reason="找回来了")
    worker.refresh_from_db()
    assert worker.is_active
    assert phone.get("/").status_code == 302  # the old session stays ended
    [closed], [opened] = events("close_login"), events("open_login")
    assert (closed.reason, opened.reason) == ("手机丢了", "找回来了")
    assert closed.person_uid == worker.person.uid


def test_nobody_closes_their_own_login_or_a_superior_s_or_a_neighbour_s(officer, county, neighbour):
    chief = worker_factory(county.village)
    assign_role(actor=None, user=chief, unit=county.county, role="officer")
    clerk = worker_factory(county.village)
    assign_role(actor=None, user=clerk, unit=county.town, role="officer")
    for actor, target in ((clerk, clerk), (clerk, chief), (clerk, worker_factory(neighbour.village))):
        with pytest.raises(RoleRefused):
            close_login(actor=actor, user=target, reason="试试")
    assert not User.objects.filter(is_active=False).exists()


def new_staff(actor: User, unit: Any, **fields: Any) -> dict[str, Any]:
    facts = {
        "uid": uuid.uuid4(),
        "name": "周文",
        "identity_number": identity_number(900),
        "phone": "",
        "post": "科员",
    }
    return {"actor": actor, "unit": unit, "role": "officer", **facts, **fields}


def test_clerk_is_entered_with_login_role_and_slip(officer, county):
    facts = new_staff(officer, county.bureau)
    first, second = add_staff(**facts), add_staff(**facts)
    person = Person.objects.get(name="周文")
    assert first == second
    assert (person.unit, person.user.roles.get().role, LoginSlip.objects.count()) == (county.bureau, "officer", 1)
    assert [event.action for event in AuditEvent.objects.filter(actor=officer).order_by("id")] == [
        "people.add",
        "people.assign_role",
        "people.issue_slips",
    ]


def test_clerk_who_is_registered_next_door_is_not_taken_over(officer, county, neighbour):
    PersonFactory(unit=neighbour.village, identity=identity_number(900))
    with pytest.raises(AlreadyElsewhere):
        add_staff(**new_staff(officer, county.bureau))
    assert (User.objects.filter(person__isnull=False).count(), LoginSlip.objects.count()) == (0, 0)


def test_clerk_is_not_entered_where_the_officer_has_no_power(county):
    clerk = officer_factory(county.town)
    with pytest.raises(RoleRefused):
        add_staff(**new_staff(clerk, county.bureau))
    assert not Person.objects.exists()


def test_roles_stand_in_the_dossier(officer, worker, county):
    give_role(actor=officer, user=worker, unit=county.town, role="trainer")
    [rows] = [rows for section, rows in dossier_of(worker.person) if section.key == "roles"]
    assert [row.cells[:2] for row in rows] == [("讲师", county.town.name)]


# --- screens ------------------------------------------------------------------------------------------------

SCREENS = ["people_staff", "people_role_give", "people_staff_new"]


@pytest.mark.parametrize("name", SCREENS)
def test_screen_opens_for_officers_only(name, desk, trainer, administrator, worker, as_user):
    answers = [client.get(reverse(name)).status_code for client in (desk, as_user(administrator))]
    assert answers == [200, 200]
    assert [as_user(user).get(reverse(name)).status_code for user in (trainer, worker)] == [404, 404]
    assert Client().get(reverse(name)).status_code == 302


def test_list_holds_the_roles_of_the_own_subtree(desk, county, neighbour):
    clerk = officer_factory(county.town)
    officer_factory(neighbour.county, "other")
    page = desk.get(reverse("people_staff")).context["page"]
    assert {found.user.username for found in page} == {f"officer-{county.county.pk}", clerk.username}
    clerk_desk = Client()
    clerk_desk.force_login(clerk)
    assert [found.user for found in clerk_desk.get(reverse("people_staff")).context["page"]] == [clerk]


def test_list_is_searched_by_name_number_unit_and_role(desk, worker, county, officer):
    give_role(actor=officer, user=worker, unit=county.town, role="trainer")
    for query in (
        {"q": "桂芬"},
        {"q": worker.person.worker_no},
        {"role": "trainer"},
        {"unit": county.town.pk},
    ):
        assert [found.user for found in desk.get(reverse("people_staff"), query).context["page"]] == [worker]


def test_list_costs_the_same_at_1_10_and_many(desk, county):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(reverse("people_staff")).status_code == 200
        return len(captured)

    desk.get(reverse("people_staff"))
    counts = []
    for more in (1, 9, 50):
        for _ in range(more):
            assign_role(actor=None, user=worker_factory(county.village), unit=county.town, role="trainer")
        counts.append(queries())
    assert counts == counts[:1] * 3


def test_choosing_people_costs_the_same_however_many(desk, county):
    counts = []
    for more in (1, 1, 9):
        for _ in range(more):
            user = worker_factory(county.village, name="周海")
            assign_role(actor=None, user=user, unit=county.town, role="trainer")
        with CaptureQueriesContext(connection) as captured:
            assert len(desk.get(reverse("people_role_give"), {"q": "周海"}).context["people"]) > 0
        counts.append(len(captured))
    assert counts[1:] == counts[1:2] * 2


def test_role_is_given_on_screen_and_leads_to_the_slip(desk, county):
    person = PersonFactory(unit=county.village, name="孙梅")
    offered = desk.get(reverse("people_role_give"), {"q": "孙梅"}).context["people"]
    form = {"person": str(offered[0].uid), "role": "trainer", "unit": county.town.pk}
    answer = desk.post(reverse("people_role_give"), form)
    assert answer["Location"] == f"{reverse('people_slips')}?person={person.uid}"
    assert person.__class__.objects.get(pk=person.pk).user.roles.get().unit == county.town


def test_refused_role_says_why_and_makes_no_login(desk, officer, county, neighbour):
    own = PersonFactory(unit=county.village)
    officer.person = own
    officer.save()
    answer = desk.post(
        reverse("people_role_give"), {"person": str(own.uid), "role": "trainer", "unit": county.town.pk}
    )
    assert (answer.status_code, "不能给自己授予角色" in answer.content.decode()) == (422, True)
    other = PersonFactory(unit=county.village)
    form = {"person": str(other.uid), "role": "trainer", "unit": neighbour.town.pk}
    assert desk.post(reverse("people_role_give"), form).status_code == 422
    assert not User.objects.filter(person=other).exists()


def test_neighbours_do_not_exist(desk, county, neighbour):
    person = PersonFactory(unit=neighbour.village, name="邻人")
    theirs = officer_factory(neighbour.county, "other")
    assert desk.get(reverse("people_role_give"), {"person": str(person.uid)}).status_code == 404
    assert desk.get(reverse("people_role_give"), {"q": "邻人"}).context["people"] == []
    assert desk.get(reverse("people_role_take", args=[theirs.roles.get().pk])).status_code == 404
    worker = worker_factory(neighbour.village)
    assert desk.get(reverse("people_login_switch", args=[worker.person.uid])).status_code == 404
    assert desk.get(reverse("people_staff"), {"unit": neighbour.town.pk}).status_code == 404


def test_role_is_taken_on_screen_with_a_reason(desk, officer, worker, county):
    role = give_role(actor=officer, user=worker, unit=county.town, role="trainer")
    path = reverse("people_role_take", args=[role.pk])
    assert desk.post(path, {"reason": ""}).status_code == 422
    assert desk.post(path, {"reason": "调离"})["Location"] == reverse("people_staff")
    assert not worker.roles.exists()
    assert desk.get(path).status_code == 404


def test_last_officer_is_told_what_to_do_first(desk, officer):
    answer = desk.post(reverse("people_role_take", args=[officer.roles.get().pk]), {"reason": "退休"})
    assert (answer.status_code, "先把角色授予别人" in answer.content.decode()) == (422, True)


def test_login_is_closed_and_opened_on_screen(desk, worker):
    path = reverse("people_login_switch", args=[worker.person.uid])
    assert "停用这个登录" in desk.get(path).content.decode()
    assert desk.post(path, {"to": "close", "reason": "手机丢了"}).status_code == 302
    assert "恢复这个登录" in desk.get(path).content.decode()
    assert desk.post(path, {"to": "open", "reason": "找到了"}).status_code == 302
    worker.refresh_from_db()
    assert worker.is_active


def test_clerk_is_entered_on_screen_and_the_slip_is_shown_at_once(desk, county):
    facts = {"name": "周文", "identity": identity_number(901), "phone": "138 0013 8000", "post": "科员"}
    form = {"form": str(uuid.uuid4()), "unit": county.bureau.pk, "role": "officer", **facts}
    answer = desk.post(reverse("people_staff_new"), form)
    assert "周文" in desk.get(answer["Location"]).content.decode()
    person = Person.objects.get(name="周文")
    assert (person.phone, person.user.roles.get().unit) == ("13800138000", county.bureau)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("identity", identity_number(901)[:-1] + "A", "身份证号"),
        ("phone", "12345", "手机号"),
        ("role", "", "请选择角色"),
    ],
)
def test_clerk_s_form_says_what_is_wrong(field, value, words, desk, county):
    facts = {"name": "周文", "identity": identity_number(901), "phone": "", "post": ""}
    form = {"form": str(uuid.uuid4()), "unit": county.bureau.pk, "role": "officer", **facts, field: value}
    answer = desk.post(reverse("people_staff_new"), form)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Person.objects.exists()


# --- at the same time, on PostgreSQL ------------------------------------------------------------------------


def at_once(*works: Callable[[], Any]) -> list[Any]:
    def one(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except RoleRefused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_remove_each_other_leave_one():
    for _ in range(5):
        unit = county_factory(f"9902{RoleAssignment.objects.count():02d}").county
        first, second = (officer_factory(unit, name) for name in ("first", "second"))
        of_first, of_second = first.roles.get(), second.roles.get()
        at_once(
            partial(take_role, actor=first, assignment=of_second, reason="试"),
            partial(take_role, actor=second, assignment=of_first, reason="试"),
        )
        assert RoleAssignment.objects.filter(unit=unit).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_both_resign_leave_one():
    unit = county_factory().county
    first, second = (officer_factory(unit, name) for name in ("first", "second"))
    at_once(
        lambda: take_role(actor=first, assignment=first.roles.get(), reason="试"),
        lambda: take_role(actor=second, assignment=second.roles.get(), reason="试"),
    )
    assert RoleAssignment.objects.filter(unit=unit).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_officers_who_close_each_other_s_login_leave_one():
    county = county_factory()
    users = [worker_factory(county.village) for _ in range(2)]
    for user in users:
        assign_role(actor=None, user=user, unit=county.county, role="officer")
    first, second = users
    at_once(
        lambda: close_login(actor=first, user=second, reason="试"),
        lambda: close_login(actor=second, user=first, reason="试"),
    )
    assert User.objects.filter(pk__in=[first.pk, second.pk], is_active=True).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_form_sent_by_two_clicks_at_once_enters_one_clerk():
    county = county_factory()
    facts = new_staff(officer_factory(county.county), county.bureau)
    at_once(*[lambda: add_staff(**facts)] * 3)
    assert (Person.objects.count(), LoginSlip.objects.count()) == (1, 1)
