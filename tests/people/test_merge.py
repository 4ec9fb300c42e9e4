"""One person, two records: merged with everything that hangs on them, and split again when it was wrong."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import CoursePage, Enrolment
from people.models import AuditEvent, ConsentRecord, Employment, Person, PersonMerge, User
from people.selectors.privacy import consent_history, consents_of, current_notice, has_consent
from people.services.merge_people import MergeRefused, merge_people, plan_merge, split_people
from people.services.plan_roster import receive_roster
from people.services.record_consent import change_consents
from tests.factories.courses import course_in, enrol, run_of, school_in
from tests.factories.people import County, PersonFactory, officer_factory, worker_factory
from tests.people.rosters import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(county: County) -> tuple[Person, Person]:
    """The record to keep, and the one to go into it."""
    kept, merged = (PersonFactory(unit=unit, name="王秀兰") for unit in (county.village, county.community))
    return kept, merged


@pytest.fixture
def course(county: County) -> CoursePage:
    return course_in(school_in(county.county))


def merge(officer: User, pair: tuple[Person, Person]) -> PersonMerge:
    return merge_people(actor=officer, kept=pair[0], merged=pair[1], reason="证件号录错")


def test_facts_go_over_and_the_shell_leads_to_the_kept_record(officer, county, course, pair):
    kept, merged = pair
    enrolment = enrol(merged, run_of(course, county.county))
    made = merge(officer, pair)
    enrolment.refresh_from_db()
    merged.refresh_from_db()
    assert enrolment.person == kept
    assert (merged.state, merged.merged_into) == (Person.State.LEFT, kept)
    assert {"model": "courses.enrolment", "field": "person", "keys": [enrolment.pk]} in made.moved
    events = AuditEvent.objects.filter(action="people.merge")
    assert {event.reason for event in events} == {"证件号录错"}
    assert {event.target_id for event in events} == {str(kept.uid), str(merged.uid)}


def test_consents_of_the_merged_record_count_for_the_kept_one_until_they_are_split(officer, pair):
    kept, merged = pair
    notice = current_notice()
    consents = ConsentRecord.objects

    def say(person: Person, purpose: str, granted: bool) -> None:
        consents.create(person=person, notice=notice, purpose=purpose, granted=granted, how="my_data")

    say(kept, "sms", True)
    say(merged, "sms", False)
    say(merged, "photo", True)
    made = merge(officer, pair)
    assert consents_of(kept) == {"photo": True, "location": False, "sms": False}
    assert has_consent(kept, "photo")
    assert not has_consent(kept, "sms")
    assert change_consents(person=kept, granted=["photo", "location"]) == ["location"]
    assert consent_history(kept).count() == 4
    split_people(actor=officer, merge=made, reason="不是一个人")
    merged.refresh_from_db()
    assert consents_of(kept) == {"photo": False, "location": True, "sms": True}
    assert consents_of(merged) == {"photo": True, "location": False, "sms": False}


def test_consents_are_found_through_every_merge_and_only_through_merges(officer, county, pair):
    kept, merged = pair
    first = PersonFactory(unit=county.village)
    ConsentRecord.objects.create(person=first, notice=current_notice(), purpose="sms", granted=True, how="my_data")
    merge_people(actor=officer, kept=merged, merged=first, reason="重复登记")
    assert not has_consent(kept, "sms")
    merge(officer, pair)
    assert has_consent(kept, "sms")
    assert not has_consent(PersonFactory(unit=county.village), "sms")


def test_what_both_have_in_the_same_place_stays(officer, county, course, pair):
    kept, merged = pair
    run = run_of(course, county.county)
    own, double = enrol(kept, run), enrol(merged, run)
    made = merge(officer, pair)
    double.refresh_from_db()
    assert double.person == merged
    assert made.stayed == [{"model": "courses.enrolment", "field": "person", "keys": [double.pk]}]
    assert Enrolment.objects.get(pk=own.pk).person == kept


def test_the_only_login_goes_over_and_a_second_one_is_closed(officer, county):
    kept, without = PersonFactory(unit=county.village), worker_factory(county.village).person
    login = without.user
    merge(officer, (kept, without))
    login.refresh_from_db()
    assert (login.person, login.is_active) == (kept, True)

    other = worker_factory(county.village)
    made = merge(officer, (Person.objects.get(pk=kept.pk), other.person))
    other.refresh_from_db()
    assert (other.person_id, other.is_active) == (made.merged_id, False)
    split_people(actor=officer, merge=made, reason="不是一个人")
    other.refresh_from_db()
    assert other.is_active


def test_a_split_gives_back_what_went_over_and_leaves_what_came_since(officer, county, course, pair):
    kept, merged = pair
    before = enrol(merged, run_of(course, county.county))
    made = merge(officer, pair)
    since = enrol(kept, run_of(course, county.county, title="第 2 期"))
    split_people(actor=officer, merge=made, reason="不是一个人")
    assert Enrolment.objects.get(pk=before.pk).person == merged
    assert Enrolment.objects.get(pk=since.pk).person == kept
    merged.refresh_from_db()
    assert (merged.state, merged.merged_into, merged.unit_id) == (Person.State.ACTIVE, None, pair[1].unit_id)
    splits = AuditEvent.objects.filter(action="people.split")
    assert [(event.reason, "reason" in event.data) for event in splits] == [("不是一个人", False)] * 2


def test_splitting_twice_is_once(officer, pair):
    made = merge(officer, pair)
    first = split_people(actor=officer, merge=made, reason="不是一个人")
    second = split_people(actor=officer, merge=made, reason="再来一次")
    assert (second.split_at, second.split_reason) == (first.split_at, "不是一个人")


def test_the_history_of_posts_is_one(officer, pair):
    kept, merged = pair
    merge(officer, pair)
    assert Employment.objects.filter(person=merged).count() == 0
    assert Employment.objects.filter(person=kept, until=None).count() == 1
    assert Employment.objects.filter(person=kept, unit=merged.unit).exclude(until=None).count() == 1


def test_the_plan_says_what_the_deed_does(officer, county, course, pair):
    kept, merged = pair
    run = run_of(course, county.county)
    enrol(kept, run)
    enrol(merged, run)
    enrol(merged, run_of(course, county.county, title="第 2 期"))
    planned = [
        (move.as_json(move.keys), move.as_json(move.staying)) for move in plan_merge(kept=kept, merged=merged)
    ]
    made = merge(officer, pair)
    assert [keys for keys, _ in planned if keys["keys"]] == made.moved
    assert [stays for _, stays in planned if stays["keys"]] == made.stayed


def test_what_cannot_be_one_is_refused(officer, county, neighbour, pair):
    kept, merged = pair
    with pytest.raises(MergeRefused, match="同一"):
        merge(officer, (kept, kept))
    with pytest.raises(MergeRefused) as refused:
        merge(officer, (kept, PersonFactory(unit=neighbour.village)))
    assert refused.value.code == "not_yours"
    merge(officer, pair)
    with pytest.raises(MergeRefused) as refused:
        merge(officer, (merged, PersonFactory(unit=county.village)))
    assert refused.value.code == "merged_already"
    assert PersonMerge.objects.count() == 1


def test_an_officer_finds_compares_merges_and_splits(desk: Client, pair: Any) -> None:
    kept, merged = pair
    page = reverse("people_merge_new", args=[kept.uid])
    assert merged.masked_identity in desk.get(page, {"with": f" {merged.worker_no.lower()} "}).content.decode()
    assert PersonMerge.objects.count() == 0
    assert desk.post(page, {"with": merged.worker_no, "reason": ""}).status_code == 422
    done = desk.post(page, {"with": merged.worker_no, "reason": "证件号录错"}, follow=True)
    assert "可以" in done.content.decode()
    assert merged.worker_no in desk.get(reverse("people_merges")).content.decode()
    assert kept.worker_no in desk.get(reverse("people_person", args=[merged.uid])).content.decode()
    record = reverse("people_merge", args=[PersonMerge.objects.get().uid])
    assert desk.post(record, {"reason": "不是一个人"}).status_code == 302
    assert "不是一个人" in desk.get(record).content.decode()


@pytest.mark.parametrize("wanted", ["G00000000000", "abc", "neighbour", "self"])
def test_a_wrong_number_is_said_and_nothing_is_shown(desk, pair, neighbour, wanted):
    stranger = PersonFactory(unit=neighbour.village, name="邻家人")
    numbers = {"neighbour": stranger.worker_no, "self": pair[0].worker_no}
    page = reverse("people_merge_new", args=[pair[0].uid])
    answer = desk.post(page, {"with": numbers.get(wanted, wanted), "reason": "试一试"})
    assert answer.status_code == 422
    assert "邻家人" not in answer.content.decode()
    assert PersonMerge.objects.count() == 0


def test_a_neighbours_merge_is_not_there(desk, neighbour):
    pair = tuple(PersonFactory(unit=neighbour.village) for _ in range(2))
    made = merge(officer_factory(neighbour.county), pair)
    for address in (reverse("people_merge", args=[made.uid]), reverse("people_merge_new", args=[pair[0].uid])):
        assert desk.get(address).status_code == 404
        assert desk.post(address, {"reason": "试一试", "with": pair[1].worker_no}).status_code == 404
    assert pair[0].worker_no not in desk.get(reverse("people_merges")).content.decode()


def test_the_journal_costs_the_same_at_1_10_and_many(desk, officer, county):
    counts = []
    for size in (1, 9, 30):
        for _ in range(size):
            merge(officer, tuple(PersonFactory(unit=county.village) for _ in range(2)))
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("people_merges"))
        counts.append(len(captured))
    assert counts == counts[:1] * 3


def test_a_roster_does_not_wake_the_shell(officer, county, pair):
    merge(officer, pair)
    number = pair[1].identity.number
    data = workbook(("王秀兰", number, "13800000000", county.village.name, "网格员"))
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data)
    (row,) = roster.rows.all()
    assert row.kind == "refused"
    assert "已并入另一份" in row.reason
