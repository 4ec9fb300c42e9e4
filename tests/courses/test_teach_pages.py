import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.models import Attendance, DrillSession, RubricSheet
from courses.rules import rubric
from courses.rules.check_in import code_at
from courses.selectors.drills import rubric_of
from courses.services.check_in import check_in
from tests.factories.courses import run_of
from tests.factories.drills import seat_in, session_of
from tests.factories.people import trainer_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client, world):
    client.force_login(world.trainer)
    return client


@pytest.fixture
def session(world):
    return session_of(world.run, world.drill, world.trainer, starts_in=0)


def came(world, session, enrolment):
    booking = seat_in(session, enrolment)
    check_in(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=timezone.now())
    return booking


def text_of(response):
    return response.content.decode()


def test_sessions_are_sorted_into_today_later_and_past(trainer, world, session):
    later = session_of(world.run, world.drill, world.trainer, starts_in=72)
    past = session_of(world.run, world.drill, world.trainer, starts_in=-72)
    context = trainer.get("/teach/").context
    assert (context["today"], context["later"], context["past"]) == ([session], [later], [past])


def test_a_trainer_plans_a_session_once(trainer, world):
    day = timezone.localdate() + timedelta(days=3)
    data = {
        "uid": uuid.uuid4(),
        "what": f"{world.run.uid}:{world.drill.pk}",
        "day": day,
        "begins": "09:00",
        "ends": "11:30",
        "place": "和平社区",
        "capacity": 24,
    }
    for _ in range(2):
        response = trainer.post(reverse("teach_new_session"), data)
    session = DrillSession.objects.get()
    assert response.url == reverse("teach_session", args=[session.uid])
    assert (session.trainer, timezone.localtime(session.starts_at).hour) == (world.trainer, 9)


@pytest.mark.parametrize("wrong", [{"ends": "08:00"}, {"day": "2020-01-01"}, {"capacity": 0}, {"what": "x"}])
def test_a_wrong_plan_comes_back_with_words(trainer, world, wrong):
    data = {
        "uid": uuid.uuid4(),
        "what": f"{world.run.uid}:{world.drill.pk}",
        "day": "2090-01-01",
        "begins": "09:00",
        "ends": "11:30",
        "place": "和平社区",
        "capacity": 24,
    }
    assert trainer.post(reverse("teach_new_session"), data | wrong).context["form"].errors
    assert not DrillSession.objects.exists()


def test_a_plan_for_the_neighbours_run_is_refused(trainer, world, neighbours):
    data = {
        "uid": uuid.uuid4(),
        "what": f"{neighbours.run.uid}:{neighbours.drill.pk}",
        "day": "2090-01-01",
        "begins": "09:00",
        "ends": "11:30",
        "place": "和平社区",
        "capacity": 24,
    }
    assert "what" in trainer.post(reverse("teach_new_session"), data).context["form"].errors


def test_one_tap_takes_attendance(trainer, world, session):
    booking = seat_in(session, world.enrolment)
    address = reverse("teach_attendance", args=[booking.uid])
    for kind in ("check_in", "check_in", "check_out"):
        assert trainer.post(address, {"kind": kind}).status_code == 302
    assert list(booking.attendance.order_by("id").values_list("kind", flat=True)) == ["check_in", "check_out"]


def test_the_code_is_shown_and_renews_itself(trainer, world, session):
    response = trainer.get(reverse("teach_code", args=[session.uid]))
    assert all(
        f"<span>{digit}</span>" in text_of(response) for digit in code_at(session.code_seed, timezone.now())
    )
    assert 1 < int(response["Refresh"]) <= 301
    image = trainer.get(reverse("teach_code_svg", args=[session.uid]))
    assert image["Content-Type"] == "image/svg+xml"
    assert b"<svg" in image.content


def filled(response, **fields):
    """The scoring form as a browser would send it back."""
    page = text_of(response)
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("key", "stamp")}
    return hidden | fields


def test_a_learner_is_scored_and_the_next_one_follows(trainer, world, session):
    first, second = came(world, session, world.enrolment), came(world, session, world.more())
    address = reverse("teach_score", args=[first.uid])
    cut = f"{rubric_of(world.drill)[0].uid}:0"
    data = filled(trainer.get(address), cut=[cut], note="敲门很稳")
    responses = [trainer.post(address, data) for _ in range(2)]
    assert [response.url for response in responses] == [reverse("teach_score", args=[second.uid])] * 2
    sheet = RubricSheet.objects.get()
    assert (sheet.total, sheet.note, sheet.assessor) == (80, "敲门很稳", world.trainer)
    assert f'value="{cut}" data-points="20" checked' in text_of(trainer.get(address))


def test_after_the_last_learner_comes_the_roster(trainer, world, session):
    booking = came(world, session, world.enrolment)
    address = reverse("teach_score", args=[booking.uid])
    response = trainer.post(address, filled(trainer.get(address)))
    assert response.url == reverse("teach_session", args=[session.uid])


def test_a_sheet_for_an_old_rubric_comes_back_with_words(trainer, world, session):
    booking = came(world, session, world.enrolment)
    address = reverse("teach_score", args=[booking.uid])
    data = filled(trainer.get(address), stamp="0" * 16)
    assert "评分表刚改过" in text_of(trainer.post(address, data, follow=True))
    assert not RubricSheet.objects.exists()


def test_the_phones_outbox_is_answered_in_its_own_language(trainer, world, session):
    first, second = came(world, session, world.enrolment), came(world, session, world.more())
    address = reverse("teach_score", args=[first.uid])
    data = filled(trainer.get(address))
    refused = trainer.post(address, data | {"stamp": "0" * 16}, headers={"accept": "application/json"})
    assert (refused.status_code, "评分表刚改过" in refused.json()["refused"]) == (409, True)
    sent = [trainer.post(address, data, headers={"accept": "application/json"}) for _ in range(2)]
    assert [answer.json() for answer in sent] == [{"next": reverse("teach_score", args=[second.uid])}] * 2
    assert RubricSheet.objects.count() == 1
    assert f'data-arrived="{data["key"]}"' in text_of(trainer.get(address))


def test_points_sent_by_the_browser_are_not_believed(trainer, world, session):
    booking = came(world, session, world.enrolment)
    items = rubric_of(world.drill)
    data = {
        "key": uuid.uuid4(),
        "stamp": rubric.stamp(items, world.drill.pass_mark),
        "total": "100",
        "passed": "true",
        "cut": [f"{items[0].uid}:0", f"{items[0].uid}:1", f"{items[1].uid}:-1", "nonsense"],
    }
    trainer.post(reverse("teach_score", args=[booking.uid]), data)
    assert RubricSheet.objects.get().total == rubric.Decimal("49.5")


def test_a_form_without_its_key_is_not_there(trainer, world, session):
    booking = came(world, session, world.enrolment)
    assert trainer.post(reverse("teach_score", args=[booking.uid]), {"key": "x"}).status_code == 404


def test_the_neighbours_trainer_finds_nothing(client, world, neighbours, session):
    booking = came(world, session, world.enrolment)
    client.force_login(neighbours.trainer)
    names = [
        ("teach_session", session),
        ("teach_code", session),
        ("teach_code_svg", session),
        ("teach_score", booking),
    ]
    assert [client.get(reverse(name, args=[row.uid])).status_code for name, row in names] == [404] * 4
    assert client.post(reverse("teach_attendance", args=[booking.uid])).status_code == 404
    assert client.post(reverse("teach_score", args=[booking.uid])).status_code == 404
    assert client.get("/teach/").context["today"] == []


def test_a_teacher_of_the_run_sees_its_sessions(client, world, neighbours, session):
    world.run.teachers.add(neighbours.trainer)
    client.force_login(neighbours.trainer)
    assert client.get("/teach/").context["today"] == [session]


def test_a_trainer_of_a_town_does_not_see_the_street(client, world):
    street = run_of(world.course, world.places.street, title="街道班")
    session = session_of(street, world.drill, world.trainer)
    client.force_login(trainer_factory(world.places.town, "town"))
    assert client.get(reverse("teach_session", args=[session.uid])).status_code == 404


def test_the_roster_costs_the_same_with_one_ten_and_thirty_learners(trainer, world, session):
    costs = []
    for want in (1, 10, 30):
        for _ in range(want - session.bookings.count()):
            came(world, session, world.more())
        cost = []
        for address in (reverse("teach_session", args=[session.uid]), "/teach/"):
            trainer.get(address)
            with CaptureQueriesContext(connection) as queries:
                trainer.get(address)
            cost.append(len(queries))
        costs.append(cost)
    assert costs[0] == costs[1] == costs[2]


def test_scripts_are_for_trainers_only(trainer, client, world, session):
    page = reverse("teach_scripts", args=[session.uid])
    assert page in text_of(trainer.get(reverse("teach_session", args=[session.uid])))
    assert "你大点声，我耳背。" in text_of(trainer.get(page))
    client.force_login(world.worker)
    assert client.get(page).status_code in {403, 404}
    assert "你大点声，我耳背。" not in text_of(client.get(reverse("step", args=[world.run.uid, world.drill.pk])))


def test_a_drill_without_a_script_says_so(trainer, world, session):
    world.drill.scripts = []
    world.drill.save_revision().publish()
    page = reverse("teach_scripts", args=[session.uid])
    assert page not in text_of(trainer.get(reverse("teach_session", args=[session.uid])))
    assert "这项演练还没有剧本" in text_of(trainer.get(page))
