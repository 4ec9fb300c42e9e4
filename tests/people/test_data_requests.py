"""The officers' queue: in order of due dates, within their units, answered once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import AuditEvent, DataRequest, Person, User
from people.services.answer_request import carry_out_request
from people.services.ask_about_data import ask_about_data
from tests.factories.people import PersonFactory, identity_number, worker_factory

pytestmark = pytest.mark.django_db

QUEUE = "/admin/people/requests/"


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village, name="王秀兰", phone="13812345678", identity=identity_number(31))


def asked(worker: User, field: str = "name", wanted: str = "王秀蘭", **more) -> DataRequest:
    return ask_about_data(
        person=worker.person, kind="correction", field=field, wanted=wanted, actor=worker, **more
    )


def page_of(request: DataRequest) -> str:
    return reverse("people_request", args=[request.uid])


def test_queue_runs_by_due_date_and_shows_what_is_overdue(desk, worker, county):
    late = asked(worker)
    soon = asked(worker_factory(county.village))
    today = timezone.localdate()
    DataRequest.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=7))
    answer = desk.get(QUEUE)
    assert [row.pk for row in answer.context["page"]] == [late.pk, soon.pk]
    assert "已超期" in answer.content.decode()


def test_queue_costs_the_same_at_1_10_and_many(desk, county):
    counts = []
    for more in (1, 9, 40):
        for _ in range(more):
            asked(worker_factory(county.village))
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(QUEUE).status_code == 200
        counts.append(len(captured))
    assert counts[1:] == counts[1:2] * 2
    assert counts[0] <= counts[1]


def test_neighbour_trainer_and_worker_find_no_request(neighbour, trainer, desk, as_user, worker):
    theirs = asked(worker_factory(neighbour.village))
    assert desk.get(page_of(theirs)).status_code == 404
    assert desk.post(page_of(theirs), {"deed": "refuse", "answer": "no"}).status_code == 404
    assert list(desk.get(QUEUE).context["page"]) == []
    for user in (trainer, worker):
        assert as_user(user).get(QUEUE).status_code == 404


def test_correction_is_carried_out_and_the_person_reads_the_answer(desk, worker, as_user):
    request = asked(worker)
    assert "王秀蘭" in desk.get(page_of(request)).content.decode()
    answer = desk.post(page_of(request), {"deed": "carry_out", "value": "王秀蘭", "answer": "已按户口本改好"})
    assert answer.status_code == 302
    assert Person.objects.get(pk=worker.person_id).name == "王秀蘭"
    request.refresh_from_db()
    assert (request.state, request.answer) == ("done", "已按户口本改好")
    page = as_user(worker).get("/me/data/").content.decode()
    assert "已按户口本改好" in page
    event = AuditEvent.objects.get(action="people.correct")
    assert event.data == {"field": "name", "before": "王*兰", "after": "王*蘭"}


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [("phone", "139 0000 0001", "13900000001"), ("phone", "", ""), ("post", "网格长", "网格长")],
)
def test_other_fields_are_corrected_as_a_roster_would(desk, worker, field, value, stored):
    request = asked(worker, field, "x")
    assert desk.post(page_of(request), {"deed": "carry_out", "value": value}).status_code == 302
    assert getattr(Person.objects.get(pk=worker.person_id), field) == stored


def test_identity_number_is_corrected_and_masked_in_the_log(desk, worker):
    request = asked(worker, "identity", "")
    right = identity_number(4711)
    desk.post(page_of(request), {"deed": "carry_out", "value": right})
    person = Person.objects.get(pk=worker.person_id)
    assert (person.identity.number, person.id_hash) == (right, Person.hash_of(right))
    assert right not in str(AuditEvent.objects.get(action="people.correct").data)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "王", "2"),
        ("phone", "123", "11"),
        ("identity", "123", "18"),
        ("name", "王秀兰", "没有改动"),
    ],
)
def test_value_that_cannot_stand_there_changes_nothing(desk, worker, field, value, words):
    request = asked(worker, field, "x")
    answer = desk.post(page_of(request), {"deed": "carry_out", "value": value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    request.refresh_from_db()
    assert request.state == "open"
    assert not AuditEvent.objects.filter(action="people.correct").exists()


def test_number_of_somebody_else_is_refused_and_a_neighbour_is_not_named(desk, worker, county, neighbour):
    mine = PersonFactory(unit=county.village, identity=identity_number(901))
    theirs = PersonFactory(unit=neighbour.village, identity=identity_number(902))
    request = asked(worker, "identity", "")
    answer = desk.post(page_of(request), {"deed": "carry_out", "value": identity_number(901)})
    assert mine.worker_no in answer.content.decode()
    answer = desk.post(page_of(request), {"deed": "carry_out", "value": identity_number(902)})
    assert answer.status_code == 422
    assert theirs.worker_no not in answer.content.decode()


def test_refusal_needs_its_reason_and_the_person_reads_it(desk, worker, as_user):
    request = asked(worker)
    assert desk.post(page_of(request), {"deed": "refuse", "value": "x"}).status_code == 422
    desk.post(page_of(request), {"deed": "refuse", "value": "x", "answer": "和身份证上的名字不一致"})
    request.refresh_from_db()
    assert request.state == "refused"
    assert "和身份证上的名字不一致" in as_user(worker).get("/me/data/").content.decode()
    assert Person.objects.get(pk=worker.person_id).name == "王秀兰"


def test_second_answer_does_nothing(desk, worker, officer):
    request = asked(worker)
    carry_out_request(request=request, actor=officer, value="王秀蘭")
    answer = desk.post(page_of(request), {"deed": "refuse", "answer": "no"})
    assert answer.status_code == 422
    request.refresh_from_db()
    assert request.state == "done"


def test_what_has_no_field_is_answered_in_words(desk, worker):
    request = asked(worker, "other", "", text="学时少了一节")
    assert desk.post(page_of(request), {"deed": "carry_out"}).status_code == 422
    assert desk.post(page_of(request), {"deed": "carry_out", "answer": "已补记"}).status_code == 302


def test_request_on_paper_is_written_down_with_the_same_clock(desk, worker, officer, neighbour):
    path = reverse("people_request_new", args=[worker.person.uid, "erasure"])
    assert desk.get(path).status_code == 200
    answer = desk.post(path, {"text": "本人书面申请"})
    request = DataRequest.objects.get()
    assert answer.url == page_of(request)
    assert request.entered_by == officer
    assert (request.due_on - timezone.localdate()).days >= 15
    theirs = PersonFactory(unit=neighbour.village)
    assert desk.post(reverse("people_request_new", args=[theirs.uid, "erasure"])).status_code == 404
    assert desk.get(reverse("people_request_new", args=[worker.person.uid, "access"])).status_code == 404
