from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attendance, Booking, CreditEntry, Enrolment, LessonVisit, StepCompletion
from courses.rules.check_in import code_at
from courses.services.complete_step import complete_step
from courses.services.post_credit import reverse_credit
from courses.views.home import MOST_RUNS
from tests.factories.courses import enrol, lesson_in, run_of
from tests.factories.drills import seat_in, session_of
from tests.factories.people import admin_factory, worker_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client, world):
    client.force_login(world.worker)
    return client


def url(name, world, *more):
    return reverse(name, args=[world.run.uid, *more])


def text_of(response):
    return response.content.decode()


def test_strangers_are_sent_to_the_door(client, world):
    for address in ("/", "/hours/", "/drills/", url("run", world)):
        assert client.get(address).url == f"/login/?next={address}"


def test_the_first_page_shows_what_to_go_on_with(learner, world):
    page = text_of(learner.get("/"))
    assert url("step", world, world.lesson.pk) in page
    assert "接着学" in page


def test_who_is_in_no_run_is_told_so(client, world):
    client.force_login(worker_factory(world.places.village))
    assert "你还没有在学的课" in text_of(client.get("/"))
    assert "还没有学时" in text_of(client.get("/hours/"))


@pytest.mark.parametrize(("who", "target"), [("trainer", "/teach/"), ("officer", "/admin/"), ("admin", "/admin/")])
def test_staff_without_a_person_go_to_their_workplace(client, world, who, target):
    client.force_login(admin_factory() if who == "admin" else getattr(world, who))
    assert client.get("/").url == target


def test_one_run_opens_at_once_and_several_are_listed(learner, world):
    assert learner.get("/learn/").url == url("run", world)
    other = run_of(world.course, world.places.county, title="第 2 期")
    enrol(world.worker.person, other)
    page = text_of(learner.get("/learn/"))
    assert "第 1 期" in page
    assert "第 2 期" in page


def test_the_outline_shows_the_state_of_each_step(learner, world):
    complete_step(enrolment=world.enrolment, step=world.lesson, how="read", actor=None, now=timezone.now())
    seat_in(session_of(world.run, world.drill, world.trainer), world.enrolment)
    rows = learner.get(url("run", world)).context["rows"]
    assert [(row.title, row.state) for row in rows] == [
        ("先敲门，再亮证", "done"),
        ("群众的信息怎么保密", "now"),
        ("入户走访", "open"),
    ]
    assert rows[2].note.endswith("已报名")


def test_a_lesson_is_opened_read_and_finished(learner, world):
    address, done = url("step", world, world.lesson.pk), url("lesson_done", world, world.lesson.pk)
    assert "入户走访，头一分钟最要紧" in text_of(learner.get(address))
    assert "再看" in text_of(learner.post(done, follow=True))
    assert LessonVisit.objects.get().enrolment == world.enrolment
    assert not StepCompletion.objects.exists()


def test_finishing_twice_is_harmless(learner, world, monkeypatch):
    learner.get(url("step", world, world.lesson.pk))
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for _ in range(2):
        response = learner.post(url("lesson_done", world, world.lesson.pk), follow=True)
        assert "记下了" in text_of(response)
    assert CreditEntry.objects.count() == 1
    assert "下一项：群众的信息怎么保密" in text_of(response)


def test_a_drill_cannot_be_finished_like_a_lesson(learner, world):
    assert learner.post(url("lesson_done", world, world.drill.pk)).status_code == 404


def test_finishing_is_a_post(learner, world):
    assert learner.get(url("lesson_done", world, world.lesson.pk)).status_code == 405


def test_hours_show_each_entry_and_each_correction(learner, world):
    complete_step(enrolment=world.enrolment, step=world.lesson, how="read", actor=None, now=timezone.now())
    reverse_credit(entry=CreditEntry.objects.get(), actor=world.officer, reason="多记了一次")
    page = text_of(learner.get("/hours/"))
    assert "多记了一次" in page
    assert "−1" in page
    assert learner.get("/hours/").context["hours"].total == 0


def test_other_peoples_pages_are_not_there(learner, world, neighbours):
    session = session_of(neighbours.run, neighbours.drill, neighbours.trainer)
    booking = seat_in(session, neighbours.enrolment)
    gets = [
        url("run", neighbours),
        url("step", neighbours, neighbours.lesson.pk),
        url("step", world, neighbours.lesson.pk),
        f"/hours/?run={neighbours.run.uid}",
        reverse("drill_session", args=[session.uid]),
        reverse("drill_check_in", args=[session.uid]),
        reverse("teach_home"),
        reverse("teach_session", args=[session.uid]),
        reverse("teach_score", args=[booking.uid]),
        reverse("courses_runs"),
        reverse("courses_run", args=[world.run.uid]),
    ]
    posts = [
        url("lesson_done", neighbours, neighbours.lesson.pk),
        reverse("drill_book", args=[session.uid]),
        reverse("drill_cancel", args=[session.uid]),
        reverse("drill_check_in", args=[session.uid]),
        reverse("teach_attendance", args=[booking.uid]),
        reverse("teach_score", args=[booking.uid]),
    ]
    assert [learner.get(address).status_code for address in gets] == [404] * len(gets)
    assert [learner.post(address).status_code for address in posts] == [404] * len(posts)
    assert not Attendance.objects.exists()


def test_a_withdrawn_learner_finds_nothing(learner, world):
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    assert learner.get(url("run", world)).status_code == 404
    assert "你还没有在学的课" in text_of(learner.get("/"))


def test_a_retired_step_is_gone(learner, world):
    type(world.lesson).objects.filter(pk=world.lesson.pk).update(retired_at=timezone.now())
    assert learner.get(url("step", world, world.lesson.pk)).status_code == 404


def test_a_page_has_no_public_address(client, world):
    for page in (world.course, world.lesson, world.drill):
        assert client.get(page.url_path).status_code == 404
        assert page.private_page_options == []


def test_booking_waiting_and_stepping_back(learner, world):
    session = session_of(world.run, world.drill, world.trainer, capacity=1)
    seat_in(session, world.more())
    page = text_of(learner.post(reverse("drill_book", args=[session.uid]), follow=True))
    assert "你在候补" in page
    assert "我要候补" in text_of(learner.post(reverse("drill_cancel", args=[session.uid]), follow=True))
    assert Booking.objects.get(enrolment=world.enrolment).state == Booking.State.CANCELLED


def test_a_learner_checks_in_with_the_code(learner, world):
    session = session_of(world.run, world.drill, world.trainer, starts_in=0)
    seat_in(session, world.enrolment)
    address = reverse("drill_check_in", args=[session.uid])
    assert "签到码不对" in text_of(learner.post(address, {"code": "12"}, follow=True))
    code = code_at(session.code_seed, timezone.now())
    assert f'value="{code}"' in text_of(learner.get(address, {"code": code}))
    assert "签到好了" in text_of(learner.post(address, {"code": code}, follow=True))
    assert Attendance.objects.get().actor == world.worker


def test_the_drill_page_tells_how_it_is_scored(learner, world):
    page = text_of(learner.get(url("step", world, world.drill.pk)))
    assert "怎么评分" in page
    assert "问银行卡密码" in page


def counted(client, address, capture):
    with capture() as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def capture():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


def test_pages_cost_the_same_with_one_ten_and_thirty_rows(learner, world, capture):
    steps = [url("step", world, step.pk) for step in (world.lesson, world.drill)]
    addresses = ["/", url("run", world), "/hours/", "/drills/", *steps]
    costs, have = [], 0
    for want in (1, 10, 30):
        for number in range(have, want):
            lesson = lesson_in(world.course, title=f"课 {number}")
            complete_step(enrolment=world.enrolment, step=lesson, how="read", actor=None, now=timezone.now())
            session_of(world.run, world.drill, world.trainer, starts_in=24 + number)
            past = session_of(world.run, world.drill, world.trainer, starts_in=-24 - number)
            seat_in(past, world.enrolment)
        have = want
        for address in addresses:
            learner.get(address)
        costs.append([counted(learner, address, capture) for address in addresses])
    assert costs[0] == costs[1] == costs[2]


def test_one_tap_leads_to_where_the_learner_stopped(learner, world):
    first = url("step", world, world.lesson.pk)
    assert learner.get("/go-on/").url == first
    complete_step(enrolment=world.enrolment, step=world.lesson, how="read", actor=None, now=timezone.now())
    assert learner.get("/go-on/").url != first
    assert 'href="/go-on/"' in text_of(learner.get("/me/data/"))


def test_one_tap_of_somebody_without_a_course_leads_home(client, world):
    client.force_login(worker_factory(world.places.village))
    assert client.get("/go-on/").url == "/"


def test_a_course_of_sixty_steps_folds_and_leads_to_where_the_learner_is(learner, world):
    for number in range(57):
        lesson_in(world.course, title=f"第 {number} 课")
    page = text_of(learner.get(url("run", world)))
    assert page.count("<details") == 6
    assert page.count('<details class="fold card" open>') == 1
    assert ('href="#now"' in page, page.count('id="now"')) == (True, 1)


def test_a_lesson_can_be_read_aloud_and_says_its_language(learner, world):
    page = text_of(learner.get(url("step", world, world.lesson.pk)))
    assert 'data-speak="#text"' in page
    assert 'id="text" lang="zh-Hans"' in page
    assert "gridschool/js/speak.js" in page


def test_the_elder_view_puts_one_thing_into_each_row(learner, world):
    seat_in(session_of(world.run, world.drill, world.trainer), world.enrolment)
    learner.cookies["elder"] = "elder"
    page = text_of(learner.get("/"))
    assert page.count("big-row") >= 2
    assert page.count("btn-main") == 1


def test_an_entry_beyond_the_days_cap_says_why_it_counts_less(learner, world):
    for number in range(9):
        lesson = lesson_in(world.course, title=f"第 {number} 课")
        complete_step(enrolment=world.enrolment, step=lesson, how="read", actor=None, now=timezone.now())
    assert [entry.is_cut for entry in CreditEntry.objects.order_by("pk")] == [False] * 8 + [True]
    assert text_of(learner.get("/hours/")).count("这一天的学时已经记满") == 1


def test_the_first_page_lists_a_few_runs_and_first_those_still_studied(learner, world):
    others = [run_of(world.course, world.places.county, title=f"另 {n} 期") for n in range(MOST_RUNS + 1)]
    enrolments = [enrol(world.worker.person, other) for other in others]
    Enrolment.objects.filter(pk=enrolments[-1].pk).update(state=Enrolment.State.COMPLETED)  # the newest of all
    page = text_of(learner.get("/"))
    assert f"全部 {MOST_RUNS + 2} 门" in page
    assert page.count("在学") == MOST_RUNS
    assert "已结业" not in page
