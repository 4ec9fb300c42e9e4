"""An import is undone as a whole; later changes and facts outlive that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.jobs import run_job
from people.models import AuditEvent, Employment, Person, RosterImport, User
from people.services.apply_roster import RosterClosed
from people.services.assign_role import assign_role
from people.services.login_slips import issue_login_slips
from people.services.mark_left import mark_left
from people.services.place_people import place_people
from people.services.undo_roster import outcomes_of, start_undo, undo_roster
from tests.factories.courses import course_in, enrol, run_of, school_in
from tests.factories.people import PersonFactory, identity_number, officer_factory
from tests.people.roster_desk import carry_out, row_of, upload

pytestmark = pytest.mark.django_db


def undo(officer, roster):
    run_job(start_undo(actor=officer, roster=roster).pk)
    roster.refresh_from_db()
    return roster


def outcomes(roster):
    """(outcome, reason) of every row, in order."""
    return list(roster.rows.values_list("outcome", "outcome_reason"))


def everything():
    """What there is to know of every person and where they stood, apart from keys."""
    people = Person.objects.order_by("worker_no").values_list(
        "worker_no", "name", "phone", "post", "unit", "state", "id_hash"
    )
    rows = Employment.objects.order_by("person__worker_no", "id").values_list(
        "person__worker_no", "unit", "post", "since", "until", "roster", "ended_by"
    )
    return list(people), list(rows)


def test_undoing_puts_everything_back_as_it_was(officer, county):
    PersonFactory(unit=county.village, identity=identity_number(1), name="王小丫", post="", phone="")
    PersonFactory(unit=county.community, identity=identity_number(2), name="赵国强")
    PersonFactory(unit=county.village, identity=identity_number(3), name="张䶮", state="left")
    PersonFactory(unit=county.village, identity=identity_number(4), name="李桂芬")
    for number in range(6, 9):
        PersonFactory(unit=county.village, identity=identity_number(number))
    before = everything()
    listed = [
        row_of(county, 1, name="王小雅", post="网格长"),
        row_of(county, 2, name="赵国强"),
        row_of(county, 3, name="张䶮"),
        row_of(county, 5, name="陈志刚"),
        *(row_of(county, number) for number in range(6, 9)),
    ]
    roster = carry_out(officer, upload(officer, county, *listed, unit=county.county, is_complete=True))
    assert {row.kind for row in roster.rows.all()} == {"changed", "moved", "new", "left"}
    assert everything() != before
    undo(officer, roster)
    assert everything() == before
    assert (roster.state, roster.undone_by) == (RosterImport.State.UNDONE, officer)
    assert outcomes_of(roster) == {"restored": 7, "removed": 1}
    event = AuditEvent.objects.get(action="people.undo_import")
    assert (event.actor, event.data) == (officer, {"restored": 7, "removed": 1})


def test_person_who_was_changed_since_keeps_the_later_change(officer, county):
    PersonFactory(unit=county.village, identity=identity_number(1), name="王小丫", phone="13900000000")
    PersonFactory(unit=county.village, identity=identity_number(2), name="王小丫", phone="13900000000")
    roster = carry_out(officer, upload(officer, county, row_of(county, 1), row_of(county, 2), row_of(county, 3)))
    carry_out(officer, upload(officer, county, row_of(county, 1, phone="13700000000")))
    undo(officer, roster)
    phones = [Person.objects.get(id_hash=Person.hash_of(identity_number(n))).phone for n in (1, 2)]
    assert phones == ["13700000000", "13900000000"]
    assert outcomes(roster) == [("kept", "之后又改过：手机号"), ("restored", ""), ("removed", "")]


def test_person_who_was_placed_elsewhere_since_stays_there(officer, county):
    PersonFactory(unit=county.community, identity=identity_number(1), name="王小丫")
    roster = carry_out(officer, upload(officer, county, row_of(county, 1)))
    person = Person.objects.get()
    person.unit = county.other_village
    place_people(people=[person], actor=officer)
    undo(officer, roster)
    person.refresh_from_db()
    assert person.unit == county.other_village
    assert outcomes(roster)[0][0] == "kept"


def test_person_who_went_and_came_back_since_stays(officer, county):
    roster = carry_out(officer, upload(officer, county, row_of(county, 1)))
    mark_left(actor=officer, person=Person.objects.get(), reason="退休")
    undo(officer, roster)
    assert Person.objects.count() == 1
    assert outcomes(roster)[0][0] == "kept"


def test_new_people_with_facts_logins_roles_or_later_rosters_stay(officer, county):
    listed = [row_of(county, number) for number in range(1, 7)]
    roster = carry_out(officer, upload(officer, county, *listed))
    with_fact, used, with_role, with_slip, listed_later, plain = Person.objects.order_by("worker_no")
    make_fact(with_fact)
    User.objects.create_user("used", person=used, last_login="2026-11-01T00:00Z")
    assign_role(actor=None, user=User.objects.create_user("r", person=with_role), unit=county.town, role="trainer")
    issue_login_slips(actor=officer, people=[with_slip])
    carry_out(officer, upload(officer, county, row_of(county, 5), row_of(county, 9)))
    undo(officer, roster)
    assert [outcome for outcome, reason in outcomes(roster)] == ["kept"] * 3 + ["removed", "kept", "removed"]
    assert {with_slip.pk, plain.pk}.isdisjoint(Person.objects.values_list("pk", flat=True))
    assert set(Person.objects.filter(pk__in=[with_fact.pk, used.pk, with_role.pk, listed_later.pk])) == {
        with_fact,
        used,
        with_role,
        listed_later,
    }


def make_fact(person):
    """An enrolment: people knows no other room, the undoing has to find out by itself."""
    enrol(person, run_of(course_in(school_in(person.unit.county)), person.unit))


def test_person_outside_my_units_now_is_left_alone(officer, county, neighbour):
    PersonFactory(unit=county.village, identity=identity_number(1), name="王小丫", phone="13900000000")
    roster = carry_out(officer, upload(officer, county, row_of(county, 1)))
    person = Person.objects.get()
    person.unit = neighbour.village
    place_people(people=[person], actor=None)
    undo(officer, roster)
    person.refresh_from_db()
    assert (person.unit, person.phone) == (neighbour.village, "13800000000")


def test_nobody_is_put_back_into_a_unit_that_is_not_mine(officer, county):
    town = officer_factory(county.town, "town")
    PersonFactory(unit=county.community, identity=identity_number(1), name="王小丫")
    roster = carry_out(officer, upload(officer, county, row_of(county, 1), unit=county.town))
    undo(town, roster)
    assert Person.objects.get().unit != county.community
    assert outcomes(roster)[0][0] == "kept"


def test_undoing_twice_is_once(officer, county):
    roster = carry_out(officer, upload(officer, county, row_of(county, 1)))
    job = start_undo(actor=officer, roster=roster)
    assert start_undo(actor=officer, roster=roster) == job
    for _ in range(2):
        undo_roster(job, lambda done, total: None)
    assert AuditEvent.objects.filter(action="people.undo_import").count() == 1
    assert start_undo(actor=officer, roster=roster) == job


def test_roster_that_was_not_imported_cannot_be_undone(officer, county):
    with pytest.raises(RosterClosed):
        start_undo(actor=officer, roster=upload(officer, county, row_of(county, 1)))


class Killed(BaseException):
    """What kill -9 looks like from inside: nobody catches it."""


def test_killed_undoing_goes_on_where_it_stopped(officer, county, monkeypatch):
    roster = carry_out(officer, upload(officer, county, *(row_of(county, number) for number in range(1, 6))))
    monkeypatch.setattr("people.services.plan_roster.CHUNK_ROWS", 2)
    job = start_undo(actor=officer, roster=roster)

    def die_after_three(done, total):
        if done >= 3:
            raise Killed

    with pytest.raises(Killed):
        undo_roster(job, die_after_three)
    assert Person.objects.count() == 1
    seen = []
    undo_roster(job, lambda done, total: seen.append((done, total)))
    assert seen == [(4, 5), (5, 5)]
    roster.refresh_from_db()
    assert (Person.objects.count(), roster.state) == (0, "undone")


def test_queries_of_an_undoing_do_not_grow_with_its_rows(officer, county):
    counts = []
    for turn, size in enumerate((1, 1, 10, 100)):
        first = turn * 1000
        roster = carry_out(officer, upload(officer, county, *(row_of(county, first + n) for n in range(size))))
        job = start_undo(actor=officer, roster=roster)
        with CaptureQueriesContext(connection) as captured:
            undo_roster(job, lambda done, total: None)
        counts.append(len(captured))
    assert counts[1:] == counts[1:2] * 3


def test_officer_looks_first_and_then_undoes(desk, officer, county, django_capture_on_commit_callbacks):
    PersonFactory(unit=county.village, identity=identity_number(1), name="王小丫", phone="13900000000")
    roster = carry_out(officer, upload(officer, county, row_of(county, 1), row_of(county, 2, name="赵国强")))
    User.objects.create_user("used", person=Person.objects.get(name="赵国强"), last_login="2026-11-01T00:00Z")
    page = reverse("people_import_undo", args=[roster.uid])
    assert page in desk.get(reverse("people_import", args=[roster.uid])).content.decode()
    assert "登录过" in desk.get(page).content.decode()
    body = desk.get(page, {"outcome": "restored"}).content.decode()
    assert "13900000000" in body
    assert Person.objects.get(name="王小丫").phone == "13800000000"
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(page + "start/")
    assert answer["Location"].startswith("/admin/jobs/")
    assert Person.objects.get(name="王小丫").phone == "13900000000"
    assert "已撤销" in desk.get(reverse("people_imports")).content.decode()
    body = desk.get(page, {"outcome": "kept"}).content.decode()
    assert "赵国强" in body
    assert "登录过" in body


def test_preview_costs_the_same_at_1_10_and_many(desk, officer, county):
    counts = []
    for turn, size in enumerate((1, 1, 10, 60)):
        first = turn * 1000
        roster = carry_out(officer, upload(officer, county, *(row_of(county, first + n) for n in range(size))))
        page = reverse("people_import_undo", args=[roster.uid])
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page).status_code == 200
        counts.append(len(captured))
    assert counts[1:] == counts[1:2] * 3


def test_neighbour_finds_no_undoing(county, neighbour, officer, as_user):
    roster = carry_out(officer, upload(officer, county, row_of(county, 1)))
    stranger = as_user(officer_factory(neighbour.county, "stranger"))
    page = reverse("people_import_undo", args=[roster.uid])
    assert [stranger.get(page).status_code, stranger.post(page + "start/").status_code] == [404, 404]
    assert Person.objects.count() == 1
