from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Enrolment, Run
from people.models import AuditEvent, Person
from tests.factories.courses import enrol, run_of
from tests.factories.drills import session_of
from tests.factories.people import PersonFactory, county_factory, officer_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, world):
    client.force_login(world.officer)
    return client


def address(name, row):
    return reverse(name, args=[row.uid])


def run_data(world, **fields):
    today = timezone.localdate()
    data = {
        "course": world.course.pk,
        "unit": world.places.town.pk,
        "title": "第 7 期",
        "starts_on": today,
        "ends_on": today,
        "capacity": "",
    }
    return data | fields


def test_a_run_is_opened_once_and_people_come_next(officer, world):
    for _ in range(2):
        response = officer.post(reverse("courses_run_open"), run_data(world))
    run = Run.objects.get(title="第 7 期")
    assert response.url == address("courses_run_people", run)
    assert run.unit == world.places.town


@pytest.mark.parametrize("field", ["course", "unit", "ends_on", "title"])
def test_a_wrong_run_comes_back(officer, world, neighbours, field):
    wrong = {
        "course": neighbours.course.pk,
        "unit": neighbours.places.town.pk,
        "ends_on": "2020-01-01",
        "title": "",
    }
    response = officer.post(reverse("courses_run_open"), run_data(world, **{field: wrong[field]}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Run.objects.filter(title="第 7 期").exists()


def test_an_officer_of_a_town_opens_runs_of_the_county_course_for_the_town_only(client, world):
    client.force_login(officer_factory(world.places.town, "town"))
    response = client.post(reverse("courses_run_open"), run_data(world, unit=world.places.county.pk))
    assert list(response.context["form"].errors) == ["unit"]
    assert client.post(reverse("courses_run_open"), run_data(world)).status_code == 302


def test_people_are_chosen_by_unit_seen_once_more_and_enrolled_once(officer, world):
    for unit in (world.places.village, world.places.village, world.places.community):
        PersonFactory(unit=unit)
    PersonFactory(unit=world.places.village, state=Person.State.LEFT)
    page = address("courses_run_people", world.run) + f"?unit={world.places.town.pk}"
    assert "把 2 人加进这一期" in officer.post(page, {"choice": "all"}).content.decode()
    for _ in range(2):
        response = officer.post(page, {"choice": "all", "confirmed": "2"})
        assert response.url == address("courses_run", world.run)
    assert world.run.enrolments.count() == 3
    assert AuditEvent.objects.filter(action="courses.enrol").count() == 1


def test_ticked_people_only(officer, world):
    people = [PersonFactory(unit=world.places.village) for _ in range(3)]
    data = {"choice": "picked", "person": [people[0].uid, people[2].uid], "confirmed": "2"}
    officer.post(address("courses_run_people", world.run), data)
    assert set(world.run.enrolments.values_list("person", flat=True)) >= {people[0].pk, people[2].pk}
    assert not world.run.enrolments.filter(person=people[1]).exists()


def test_a_number_that_changed_is_asked_again(officer, world):
    PersonFactory(unit=world.places.village)
    page = address("courses_run_people", world.run)
    PersonFactory(unit=world.places.village)
    response = officer.post(page, {"choice": "all", "confirmed": "1"})
    assert response.context["has_changed"]
    assert world.run.enrolments.count() == 1


def test_nobody_ticked_is_told(officer, world):
    response = officer.post(address("courses_run_people", world.run), {"choice": "picked"}, follow=True)
    assert "还没有选人" in response.content.decode()


def test_too_many_people_enrol_nobody(officer, world):
    Run.objects.filter(pk=world.run.pk).update(capacity=2)
    for _ in range(3):
        PersonFactory(unit=world.places.village)
    page = address("courses_run_people", world.run)
    response = officer.post(page, {"choice": "all", "confirmed": "3"}, follow=True)
    assert "坐不下" in response.content.decode()
    assert world.run.enrolments.count() == 1


def test_the_neighbours_people_cannot_be_enrolled(officer, world, neighbours):
    stranger = PersonFactory(unit=neighbours.places.village)
    page = address("courses_run_people", world.run)
    officer.post(page, {"choice": "picked", "person": [stranger.uid], "confirmed": "1"})
    assert not Enrolment.objects.filter(person=stranger).exists()
    assert officer.get(page, {"unit": neighbours.places.town.pk}).status_code == 404
    assert officer.get(page, {"unit": "x"}).status_code == 404


def test_withdrawing_needs_a_reason(officer, world):
    page = address("courses_withdraw", world.enrolment)
    assert officer.post(page, {"reason": ""}).context["form"].errors
    assert officer.post(page, {"reason": "调走了"}).url == address("courses_run", world.run)
    world.enrolment.refresh_from_db()
    assert world.enrolment.state == Enrolment.State.WITHDRAWN


def test_the_neighbours_runs_are_not_there(officer, world, neighbours):
    pages = [
        address("courses_run", neighbours.run),
        address("courses_run_people", neighbours.run),
        address("courses_withdraw", neighbours.enrolment),
    ]
    assert [officer.get(page).status_code for page in pages] == [404] * 3
    assert [officer.post(page, {"reason": "x", "choice": "all"}).status_code for page in pages] == [404] * 3
    assert "乙县" not in officer.get(reverse("courses_runs")).content.decode()
    assert "乙县" not in officer.get(reverse("courses_run_open")).content.decode()


def test_trainers_open_no_runs(client, world):
    client.force_login(world.trainer)
    for page in (reverse("courses_runs"), reverse("courses_run_open"), address("courses_run", world.run)):
        assert client.get(page).status_code == 404


def test_the_run_shows_progress_and_sessions(officer, world):
    session_of(world.run, world.drill, world.trainer)
    response = officer.get(address("courses_run", world.run), {"q": world.worker.person.name})
    row = response.context["page"][0]
    assert (row.person, row.done, row.hours, response.context["steps"]) == (world.worker.person, 0, 0, 3)
    assert "和平社区" in response.content.decode()


def test_screens_cost_the_same_with_one_ten_and_thirty_people(officer, world):
    costs, have = [], 0
    for want in (1, 10, 30):
        for _ in range(want - have):
            session_of(world.run, world.drill, world.trainer)
            world.more()
            PersonFactory(unit=world.places.village)
        have = want
        cost = []
        for page in (
            address("courses_run", world.run),
            address("courses_run_people", world.run),
            reverse("courses_runs"),
        ):
            officer.get(page)
            with CaptureQueriesContext(connection) as queries:
                officer.get(page)
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1] == costs[2]


def test_who_has_no_course_yet_is_told_where_courses_come_from(client, world):
    empty = county_factory("990203", "丙县")
    client.force_login(officer_factory(empty.county, "empty"))
    response = client.get(reverse("courses_run_open"))
    assert "还没有课程" in response.content.decode()
    assert "<select" not in response.content.decode()


@pytest.mark.parametrize(
    ("show", "count"), [("", 4), ("open", 3), ("behind", 1), ("overdue", 1), ("closed", 1), ("x", 4)]
)
def test_runs_are_narrowed_to_those_that_wait_for_something(officer, world, show, count):
    today = timezone.localdate()
    old = {"starts_on": today - timedelta(days=30), "ends_on": today - timedelta(days=1)}
    late = run_of(world.course, world.places.county, title="晚了", **old)
    enrol(PersonFactory(unit=world.places.village), late)
    slow = {"starts_on": today - timedelta(days=30), "ends_on": today + timedelta(days=5)}
    enrol(
        PersonFactory(unit=world.places.village), run_of(world.course, world.places.county, title="慢了", **slow)
    )
    run_of(world.course, world.places.county, title="结了", state="closed", **old)
    page = officer.get(reverse("courses_runs"), {"show": show}).context["page"]
    assert page.paginator.count == count
    if count == 1:
        assert [run.title for run in page] == [{"behind": "慢了", "overdue": "晚了", "closed": "结了"}[show]]


def test_runs_cost_the_same_however_many(officer, world):
    counts = []
    for number in (1, 9, 30):
        for place in range(number):
            enrol(
                PersonFactory(unit=world.places.village),
                run_of(world.course, world.places.county, title=f"{number}-{place}"),
            )
        with CaptureQueriesContext(connection) as captured:
            officer.get(reverse("courses_runs"))
        counts.append(len(captured))
    assert counts == counts[:1] * 3
