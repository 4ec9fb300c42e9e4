"""Where people stood: one open row each, and a history that no change forgets."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from people.dossier import dossier_of
from people.models import AuditEvent, Employment, Person
from people.services.add_person import add_person
from people.services.change_roles import RoleRefused
from people.services.mark_left import LeavingRefused, mark_back, mark_left
from people.services.place_people import place_people
from tests.factories.people import PersonFactory, identity_number, officer_factory, worker_factory
from tests.people.roster_desk import carry_out, row_of, upload

pytestmark = pytest.mark.django_db

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def history(person):
    """(unit, post, is open) of every row, the earliest first."""
    rows = Employment.objects.filter(person=person).order_by("id").select_related("unit")
    return [(row.unit.name, row.post, row.until is None) for row in rows]


def test_new_person_has_one_open_row(officer, county):
    person, _ = add_person(
        actor=officer, unit=county.village, name="王小丫", identity_number=identity_number(1), post="网格员"
    )
    row = person.employments.get()
    assert (row.unit, row.post, row.until, row.actor) == (county.village, "网格员", None, officer)


def test_import_opens_moves_and_says_which_roster(officer, county):
    first = carry_out(officer, upload(officer, county, row_of(county, 1)))
    carry_out(officer, upload(officer, county, row_of(county, 1, unit=county.community.name)))
    person = Person.objects.get()
    assert history(person) == [
        (county.village.name, "网格员", False),
        (county.community.name, "网格员", True),
    ]
    assert person.employments.order_by("id")[0].roster == first


def test_people_from_before_the_history_begin_it_on_the_day_they_were_entered(county):
    people = [PersonFactory(unit=county.village), PersonFactory(unit=county.village, state="left")]
    Employment.objects.all().delete()
    Person.objects.update(created_at=datetime(2026, 4, 30, 20, tzinfo=UTC))
    import_module("people.migrations.0005_employment").begin_histories(apps, None)
    assert [person.employments.get().since for person in people] == [MAY, MAY]
    assert [person.employments.get().until is None for person in people] == [True, False]


def test_new_post_in_the_same_unit_is_history_and_a_new_phone_is_not(officer, county):
    carry_out(officer, upload(officer, county, row_of(county, 1)))
    carry_out(officer, upload(officer, county, row_of(county, 1, post="网格长", phone="13900000000")))
    carry_out(officer, upload(officer, county, row_of(county, 1, post="网格长", phone="13700000000")))
    assert [post for _, post, _ in history(Person.objects.get())] == ["网格员", "网格长"]


def test_history_ends_on_the_day_on_which_the_next_one_begins(officer, county):
    person = PersonFactory(unit=county.village)
    Employment.objects.filter(person=person).update(since=MAY)
    person.unit = county.community
    place_people(people=[person], actor=officer, day=JUNE)
    assert list(person.employments.values_list("since", "until")) == [(JUNE, None), (MAY, JUNE)]


def test_two_open_rows_are_impossible(county):
    person = PersonFactory(unit=county.village)
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(person=person, unit=county.village, since=MAY)


def test_placing_costs_the_same_for_1_10_and_many(officer, county):
    counts = []
    for size in (1, 10, 70):
        people = PersonFactory.create_batch(size, unit=county.village)
        for person in people:
            person.unit = county.community
        with CaptureQueriesContext(connection) as captured:
            place_people(people=people, actor=officer)
        counts.append(len(captured))
    assert counts == counts[:1] * 3


def test_leaving_ends_the_history_keeps_the_login_and_ends_the_roles(officer, county):
    town = officer_factory(county.town, "town")
    town.person = PersonFactory(unit=county.town, name="赵国强")
    town.save()
    assert mark_left(actor=officer, person=town.person, reason="退休")
    town.refresh_from_db()
    assert (town.person.state, town.is_active, town.roles.count()) == (Person.State.LEFT, True, 0)
    assert not town.has_perm("wagtailadmin.access_admin")
    assert history(town.person) == [(county.town.name, "网格员", False)]
    actions = AuditEvent.objects.values_list("action", flat=True)
    assert {"people.left", "people.take_role"} <= set(actions)
    assert AuditEvent.objects.get(action="people.left").reason == "退休"
    assert not mark_left(actor=officer, person=town.person, reason="退休")


def test_coming_back_opens_a_new_row(officer, county):
    person = PersonFactory(unit=county.village)
    mark_left(actor=officer, person=person, reason="退休")
    assert mark_back(actor=officer, person=person, reason="返聘")
    assert [is_open for _, _, is_open in history(person)] == [False, True]
    assert not mark_back(actor=officer, person=person, reason="返聘")


def test_nobody_marks_oneself_or_whoever_is_above(officer, county):
    officer.person = PersonFactory(unit=county.town)
    officer.save()
    town = officer_factory(county.town, "town")
    with pytest.raises(LeavingRefused) as oneself:
        mark_left(actor=officer, person=officer.person, reason="x")
    with pytest.raises(RoleRefused):
        mark_left(actor=town, person=officer.person, reason="x")
    assert oneself.value.code == "oneself"
    assert officer.roles.count() == 1


def test_dossier_tells_the_history_with_the_latest_first(officer, county):
    carry_out(officer, upload(officer, county, row_of(county, 1)))
    person = Person.objects.get()
    person.post = "网格长"
    place_people(people=[person], actor=officer)
    rows = next(rows for section, rows in dossier_of(person) if section.key == "employments")
    assert [row.cells[:2] for row in rows] == [(county.village.name, "网格长"), (county.village.name, "网格员")]
    assert [bool(row.url) for row in rows] == [False, True]


def test_officer_marks_left_and_back_on_the_persons_page(desk, county):
    person = PersonFactory(unit=county.village)
    page = f"/admin/people/{person.uid}/"
    assert "标为离岗" in desk.get(page).content.decode()
    desk.post(page + "left/", {"reason": " "})
    person.refresh_from_db()
    assert person.state == Person.State.ACTIVE
    assert "恢复在岗" in desk.post(page + "left/", {"reason": "退休"}, follow=True).content.decode()
    person.refresh_from_db()
    assert person.state == Person.State.LEFT
    desk.post(page + "back/", {"reason": "返聘"})
    person.refresh_from_db()
    assert person.state == Person.State.ACTIVE


def test_person_who_left_still_signs_in(client, county):
    user = worker_factory(county.village)
    mark_left(actor=officer_factory(county.county), person=user.person, reason="退休")
    client.force_login(user)
    assert client.get("/").status_code == 200
