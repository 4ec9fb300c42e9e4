"""A login that nobody uses ends, tells why, and leads back; the desk sooner than the drill ground."""

import json
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Page

from people.models import AuditEvent, LoginSession, User
from people.rules.idle import Limits, Pause, pause_after
from people.services.assign_role import assign_role
from people.services.forget_expired import forget_expired
from tests.factories.courses import school_in
from tests.factories.people import worker_factory

pytestmark = pytest.mark.django_db

DESK, FIELD, LESSONS = "/admin/people/units/", "/teach/", "/hours/"
LIMITS = Limits(desk=timedelta(minutes=30), field=timedelta(hours=8), learner=timedelta(days=7))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village)


@pytest.fixture
def leader(county) -> User:
    """An officer who learns, too."""
    user = worker_factory(county.village)
    assign_role(actor=None, user=user, unit=county.county, role="officer")
    return user


def rest(pause: timedelta) -> None:
    """Nobody touches anything for a while."""
    for session in LoginSession.objects.all():
        LoginSession.objects.filter(pk=session.pk).update(seen_at=session.seen_at - pause)


@pytest.mark.parametrize(
    ("idle", "is_staff", "pause"),
    [
        (30 * MINUTE, True, Pause.NONE),
        (31 * MINUTE, True, Pause.DESK),
        (8 * HOUR, True, Pause.DESK),
        (8 * HOUR + MINUTE, True, Pause.OVER),
        (31 * MINUTE, False, Pause.NONE),
        (7 * DAY, False, Pause.NONE),
        (7 * DAY + MINUTE, False, Pause.OVER),
    ],
)
def test_pauses_have_their_meaning(idle, is_staff, pause):
    assert pause_after(idle, is_staff=is_staff, limits=LIMITS) == pause


def test_desk_closes_after_half_an_hour_says_why_and_leads_back(desk, officer):
    assert desk.get(DESK).status_code == 200
    rest(29 * MINUTE)
    assert desk.get(DESK).status_code == 200
    rest(31 * MINUTE)
    answer = desk.get(f"{DESK}?unit=", follow=True)
    assert answer.redirect_chain[-1][0] == "/login/?next=/admin/people/units/%3Funit%3D"
    assert "很久没有操作，为安全已退出" in answer.content.decode()
    event = AuditEvent.objects.get(action="people.session_idle")
    assert (event.actor, event.target_id) == (None, str(officer.pk))
    assert not LoginSession.objects.filter(user=officer).exists()


def test_every_click_begins_the_half_hour_anew(desk):
    for _ in range(3):
        rest(29 * MINUTE)
        assert desk.get(DESK).status_code == 200


def test_trainer_on_the_drill_ground_goes_on_but_the_desk_is_closed(trainer, as_user):
    phone = as_user(trainer)
    rest(3 * HOUR)
    assert phone.get(FIELD).status_code == 200
    assert phone.get(FIELD).status_code == 200
    assert phone.get("/admin/", follow=True).redirect_chain[-1][0] == "/login/?next=/admin/"


def test_drill_ground_closes_after_a_day_of_drills(trainer, as_user):
    phone = as_user(trainer)
    rest(9 * HOUR)
    assert phone.get(FIELD).url == f"/login/?next={FIELD}"


def test_staff_in_a_lesson_are_not_put_out_after_half_an_hour(leader, as_user):
    reader = as_user(leader)
    rest(2 * HOUR)
    assert reader.get(LESSONS).status_code == 200


def test_learners_stay_for_a_week(worker, as_user):
    phone = as_user(worker)
    rest(6 * DAY)
    assert phone.get(LESSONS).status_code == 200
    rest(7 * DAY + HOUR)
    assert "很久没有操作" in phone.get(LESSONS, follow=True).content.decode()


def test_limits_are_settings(worker, as_user, settings):
    settings.LEARNER_IDLE_DAYS = 1
    phone = as_user(worker)
    rest(25 * HOUR)
    assert phone.get(LESSONS).status_code == 302


def test_role_given_meanwhile_counts_at_once(worker, county, as_user):
    phone = as_user(worker)
    rest(9 * HOUR)
    assign_role(actor=None, user=worker, unit=county.town, role="trainer")
    assert phone.get(LESSONS).status_code == 302


def test_what_a_page_asks_by_itself_keeps_no_login_awake(administrator, as_user, county):
    editor = as_user(administrator)
    page = school_in(county.county)
    session = EditingSession.objects.create(
        user=administrator,
        content_type=ContentType.objects.get_for_model(Page),
        object_id=page.pk,
        last_seen_at=timezone.now(),
    )
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, session.pk])
    answers = []
    for _ in range(2):
        rest(16 * MINUTE)
        answers.append(editor.post(ping, headers={"X-Requested-With": "XMLHttpRequest", "Accept": "*/*"}))
    assert [answer.status_code for answer in answers] == [200, 403]
    assert "很久没有操作" in editor.get("/admin/", follow=True).content.decode()


def test_form_sent_too_late_says_that_nothing_was_saved_and_leads_back(desk, county):
    rest(HOUR)
    form = "http://testserver/admin/people/staff/new/?a=1"
    answer = desk.post("/admin/people/staff/new/", {"name": "王小丫"}, headers={"Referer": form})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "没有保存" in page
    assert "很久没有操作" in page
    assert 'href="/login/?next=%2Fadmin%2Fpeople%2Fstaff%2Fnew%2F%3Fa%3D1"' in page
    assert not User.objects.filter(person__name="王小丫").exists()


def test_form_sent_too_late_gives_back_what_was_written(desk):
    rest(HOUR)
    long = "王小丫的手机掉进了河里，旧号码已经停用，请站里再打印一张登录条给她，下周一来取，谢谢。"
    parts = ["先敲门，再亮证；住户不在家，就留下联系卡，", "约好下次再来的时间。"]
    rich = json.dumps({"blocks": [{"text": part} for part in parts]})
    form = {"reason": long, "body-0-value": rich, "name": "王小丫", "new_password1": "x y" * 20, "key": "k" * 64}
    answer = desk.post("/admin/people/staff/new/", form)
    assert answer.context["written"] == [long, "\n".join(parts)]
    assert answer["Cache-Control"] == "no-store"


def test_form_from_a_strangers_page_leads_to_its_own_address_only(worker, as_user):
    phone = as_user(worker)
    rest(8 * DAY)
    answer = phone.post("/me/data/consents/", {}, headers={"Referer": "https://example.com/x"})
    assert "next=%2Fme%2Fdata%2Fconsents%2F" in answer.content.decode()


def test_scripts_get_their_own_answer(worker, as_user, county):
    phone = as_user(worker)
    rest(8 * DAY)
    uid = "00000000-0000-0000-0000-000000000001"
    answer = phone.post(
        f"/exams/attempts/{uid}/answers/", "{}", content_type="application/json", headers={"Accept": "*/*"}
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == "login_required"


def test_signing_in_and_out_works_with_a_dead_session(client, worker, as_user):
    phone = as_user(worker)
    rest(8 * DAY)
    assert phone.post("/logout/").status_code == 302
    phone.cookies["sessionid"] = "x" * 32
    answer = phone.post("/login/", {"username": worker.username, "password": "wrong"})
    assert answer.status_code == 200


def test_visitors_are_told_nothing(client):
    answer = Client().get(DESK, follow=True)
    assert "退出" not in answer.content.decode()


def test_nightly_housekeeping_forgets_what_nobody_can_use(worker, as_user):
    as_user(worker)
    rest(13 * DAY)
    forget_expired(now=timezone.now())
    assert LoginSession.objects.count() == 1
    rest(2 * DAY)
    forget_expired(now=timezone.now())
    assert not LoginSession.objects.exists()
