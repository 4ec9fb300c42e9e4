"""Who sees which rows, and which admin addresses exist for whom."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.http import Http404
from django.test import Client
from wagtail.permissions import policy_registry

from people.models import AuditEvent, Person, RoleAssignment, Unit, User
from people.scope import ScopedPolicy, get_visible, holds_role, is_staff_somewhere, units_of, visible
from people.services.assign_role import assign_role
from tests.factories.people import PersonFactory, admin_factory, officer_factory, worker_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(county):
    return PersonFactory(unit=county.village)


@pytest.fixture
def theirs(neighbour):
    return PersonFactory(unit=neighbour.village)


def test_role_holds_in_the_subtree_only(officer, county, mine, theirs):
    assert list(visible(Person, officer)) == [mine]
    assert holds_role(officer, county.village, ("officer",))
    assert not holds_role(officer, county.village, ("trainer",))
    assert not holds_role(officer, theirs.unit)


def test_role_in_a_town_does_not_reach_its_sisters_or_the_county(county, mine):
    town = officer_factory(county.town)
    PersonFactory(unit=county.community)
    PersonFactory(unit=county.county)
    assert list(visible(Person, town)) == [mine]
    assert set(units_of(town)) == {county.town, county.village, county.other_village}


def test_roles_are_told_apart(trainer, mine):
    assert list(visible(Person, trainer)) == [mine]
    assert list(visible(Person, trainer, ("officer",))) == []


def test_administrator_sees_all_and_worker_and_nobody_none(mine, theirs, county):
    assert visible(Person, admin_factory()).count() == 2
    for user in (worker_factory(county.village), AnonymousUser()):
        assert visible(Person, user).count() == 0
        assert not is_staff_somewhere(user)


@pytest.mark.parametrize("make", [officer_factory, lambda unit: admin_factory()])
def test_inactive_staff_see_nothing(county, mine, make):
    user = make(county.county)
    user.is_active = False
    assert visible(Person, user).count() == 0
    assert not holds_role(user, county.village)
    assert not is_staff_somewhere(user)


def test_model_that_nobody_registered_is_visible_to_the_administrator_only(officer):
    Group.objects.get_or_create(name="staff")
    assert visible(Group, officer).count() == 0
    assert visible(Group, admin_factory()).count() == Group.objects.count() > 0


@pytest.mark.parametrize("lookup", ["theirs", "missing", "malformed"])
def test_neighbours_missing_and_malformed_look_alike(officer, theirs, lookup):
    uid = {"theirs": theirs.uid, "missing": "00000000-0000-4000-8000-000000000000", "malformed": "x"}[lookup]
    with pytest.raises(Http404):
        get_visible(Person, officer, uid=uid)


def test_policy_gives_the_model_permission_inside_the_units_only(officer, mine, theirs):
    policy = policy_registry.get_by_type(Person)
    assert isinstance(policy, ScopedPolicy)
    assert not policy.user_has_permission_for_instance(officer, "change", mine)
    officer.user_permissions.add(Permission.objects.get(codename="change_person"))
    officer = User.objects.get(pk=officer.pk)
    assert policy.user_has_permission_for_instance(officer, "change", mine)
    assert not policy.user_has_permission_for_instance(officer, "change", theirs)
    assert not policy.user_has_permission_for_instance(officer, "delete", mine)
    assert list(policy.instances_user_has_permission_for(officer, "change")) == [mine]


def test_policy_asks_about_the_stored_row_not_the_object_in_hand(officer, county, theirs):
    officer.user_permissions.add(Permission.objects.get(codename="change_person"))
    theirs.unit = county.village
    policy = policy_registry.get_by_type(Person)
    assert not policy.user_has_permission_for_instance(User.objects.get(pk=officer.pk), "change", theirs)


def test_role_given_twice_is_one_and_is_audited_once(county):
    user = User.objects.create_user("someone")
    for _ in range(2):
        assign_role(actor=None, user=user, unit=county.county, role="trainer")
    assert RoleAssignment.objects.filter(user=user).count() == 1
    assert AuditEvent.objects.filter(action="people.assign_role", target_id=str(user.pk)).count() == 1
    assert {group.name for group in user.groups.all()} == {"staff", "trainer 990201"}


def test_staff_above_the_counties_may_enter_the_admin_too(client):
    city = Unit.add_root(name="某市", kind=Unit.Kind.CITY)
    client.force_login(officer_factory(city))
    assert client.get("/admin/").status_code == 200


CLOSED = (
    "/admin/users/",
    "/admin/groups/",
    "/admin/sites/",
    "/admin/reports/locked/",
    "/admin/no-such-page/",
)


def test_admin_address_that_no_table_opens_is_not_there_for_staff(desk, trainer, as_user):
    for address in CLOSED:
        assert desk.get(address).status_code == 404
        assert as_user(trainer).get(address).status_code == 404


def test_administrator_passes_the_gate(administrator, as_user):
    answers = [as_user(administrator).get(address).status_code for address in CLOSED]
    assert answers == [200, 200, 200, 200, 404]


def test_admin_is_not_there_for_workers_and_asks_nobody_to_log_in(county, as_user):
    worker = worker_factory(county.village)
    assert as_user(worker).get("/admin/").status_code == 404
    assert Client().get("/admin/").status_code == 302


def test_open_addresses_answer_staff(desk):
    assert desk.get("/admin/").status_code == 200
