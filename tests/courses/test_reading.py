"""What is kept of a page for all its readers, and what is asked anew for each of them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from courses.lesson_text import lesson_html
from courses.models import Enrolment, LessonPage
from courses.selectors.learning import hours_of
from courses.selectors.reading import reading_for, readings_of
from courses.services.complete_step import complete_step
from courses.services.post_credit import reverse_credit
from tests.factories.courses import enrol, lesson_in, published, run_of
from tests.factories.drills import seat_in, session_of
from tests.factories.files import document_in, picture_in
from tests.factories.people import worker_factory
from tests.support.answers import body_of

pytestmark = pytest.mark.django_db


def phone_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def phone(world) -> Client:
    return phone_of(world.worker)


def lesson_url(world, lesson=None) -> str:
    return reverse("step", args=[world.run.uid, (lesson or world.lesson).pk])


def read(client, address) -> str:
    return body_of(client.get(address)).decode()


def queries_of(client, address) -> int:
    for _ in range(2):  # the first one fills what is kept
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
    return len(queries)


def parts_with(world, number: int) -> list[dict]:
    """So many pictures, files and links."""
    lesson = {"type": "text", "value": f'<p><a linktype="page" id="{world.second.pk}">看</a></p>'}
    parts = []
    for _ in range(number):
        picture, document = picture_in(world.places.county), document_in(world.places.county)
        parts += [
            {"type": "picture", "value": {"picture": picture.pk, "words": "现场", "caption": ""}},
            {"type": "file", "value": {"document": document.pk, "words": ""}},
            lesson,
        ]
    return parts


def test_new_words_show_with_the_next_opening(phone, world):
    assert "头一分钟最要紧" in read(phone, lesson_url(world))
    world.lesson.title, world.lesson.body = "先敲三下", [{"type": "text", "value": "<p>退一步。</p>"}]
    published(world.lesson)
    page = read(phone, lesson_url(world))
    assert ("头一分钟最要紧" in page, "退一步。" in page, "先敲三下" in page) == (False, True, True)
    assert "先敲三下" in read(phone, reverse("run", args=[world.run.uid]))


def test_a_draft_shows_to_nobody(phone, world):
    read(phone, lesson_url(world))
    world.lesson.body = [{"type": "text", "value": "<p>还没写好。</p>"}]
    world.lesson.save_revision()
    assert "还没写好" not in read(phone, lesson_url(world))


def take_back(world) -> None:
    world.lesson.unpublish()


def retire(world) -> None:
    LessonPage.objects.filter(pk=world.lesson.pk).update(retired_at=timezone.now())


def withdraw(world) -> None:
    Enrolment.objects.filter(pk=world.enrolment.pk).update(state=Enrolment.State.WITHDRAWN)


@pytest.mark.parametrize("deed", [take_back, retire, withdraw])
def test_what_is_kept_opens_no_door(phone, world, deed):
    assert phone.get(lesson_url(world)).status_code == 200
    deed(world)
    assert phone.get(lesson_url(world)).status_code == 404


def test_steps_show_in_the_order_in_which_they_stand_now(phone, world):
    course = reverse("run", args=[world.run.uid])
    before = [row.title for row in phone.get(course).context["rows"]]
    world.drill.move(world.lesson, "left")
    assert [row.title for row in phone.get(course).context["rows"]] == [before[2], before[0], before[1]]


def test_what_is_kept_is_nobodys_own(phone, world):
    other = run_of(world.course, world.places.county, title="第 2 期")
    stranger = worker_factory(world.places.village, name="钱进")
    enrol(stranger.person, other)
    pages = [
        read(phone, lesson_url(world)),
        read(phone_of(stranger), reverse("step", args=[other.uid, world.lesson.pk])),
    ]
    kept = lesson_html(world.lesson)
    assert [kept in page for page in pages] == [True, True]
    private = [world.worker.person.name, "钱进", str(world.run.uid), str(other.uid), "csrf"]
    assert [words in kept for words in private] == [False] * len(private)


def test_each_language_has_its_own(world):
    world.lesson.body = [{"type": "picture", "value": {"picture": None, "words": "现场", "caption": ""}}]
    published(world.lesson)
    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts.append(lesson_html(world.lesson))
    assert texts[0] != texts[1]


def test_hours_are_what_the_ledger_says(world):
    for step in (world.lesson, world.drill):
        how = "drill" if step is world.drill else "read"
        complete_step(enrolment=world.enrolment, step=step, how=how, actor=None, now=timezone.now())
    entries = list(world.enrolment.credit_entries.order_by("pk"))
    reverse_credit(entry=entries[1], actor=world.officer, reason="记错了")
    reading = reading_for(world.worker, world.run.uid)
    assert reading.hours == hours_of(world.enrolment)
    assert (reading.hours.total, reading.hours.drill) == (entries[0].hours, 0)


def test_runs_are_read_as_they_are_listed(world):
    later = run_of(world.course, world.places.county, title="第 2 期", starts_on=world.run.ends_on)
    enrol(world.worker.person, later)
    assert [reading.run.title for reading in readings_of(world.worker)] == ["第 2 期", "第 1 期"]
    assert readings_of(world.officer) == []


def test_pages_ask_five_times_however_many_study_and_however_much_there_is(phone, world):
    session = session_of(world.run, world.drill, world.trainer)
    seat_in(session, world.enrolment)
    asked = []
    for number in (1, 10, 30):
        for _ in range(number - 1):
            world.more()
        for _ in range(number):
            lesson_in(world.course)
        world.lesson.body = parts_with(world, min(number, 10))
        published(world.lesson)
        addresses = [reverse("run", args=[world.run.uid]), lesson_url(world)]
        asked.append([queries_of(phone, address) for address in addresses])
    assert asked == [[5, 5]] * 3
