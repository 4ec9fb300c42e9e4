"""Links to pages inside lessons: where they lead, and where they are mere words."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Enrolment, LessonPage
from tests.factories.courses import course_in, enrol, lesson_in, published, run_of
from tests.factories.files import document_in, picture_in
from tests.support.answers import body_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),  # Wagtail's, of a picture's sizes
]

CLOSED = "现在打不开"


@pytest.fixture
def phone(world) -> Client:
    client = Client()
    client.force_login(world.worker)
    return client


def write(lesson: LessonPage, *pages) -> None:
    links = "".join(f'<a linktype="page" id="{getattr(page, "pk", page)}">去看</a>' for page in pages)
    lesson.body = [{"type": "text", "value": f"<p>{links}</p>"}]
    published(lesson)


def read(client: Client, world) -> str:
    return body_of(client.get(reverse("step", args=[world.run.uid, world.lesson.pk]))).decode()


def door(page) -> str:
    return reverse("page_door", args=[getattr(page, "pk", page)])


def test_a_link_leads_to_the_page_in_the_readers_own_run(phone, world):
    write(world.lesson, world.second, world.course)
    page = read(phone, world)
    assert [f'<a href="{door(each)}">去看</a>' in page for each in (world.second, world.course)] == [True, True]
    assert phone.get(door(world.second)).url == reverse("step", args=[world.run.uid, world.second.pk])
    assert phone.get(door(world.course)).url == reverse("run", args=[world.run.uid])


def test_who_studies_a_course_twice_is_led_to_the_run_that_is_studied_now(phone, world):
    Enrolment.objects.update(state=Enrolment.State.COMPLETED)
    again = enrol(world.worker.person, run_of(world.course, world.places.county, title="第 2 期"))
    assert phone.get(door(world.second)).url == reverse("step", args=[again.run.uid, world.second.pk])


def test_a_neighbours_page_an_unpublished_a_retired_and_a_missing_one_are_words(phone, world, neighbours):
    retired = lesson_in(world.course, title="收起的课")
    LessonPage.objects.filter(pk=retired.pk).update(retired_at=timezone.now())
    world.second.unpublish()
    school = world.course.get_parent()
    write(world.lesson, neighbours.second, neighbours.course, world.second, retired, school, 999999, "nonsense")
    page = read(phone, world)
    assert page.count("<a>去看</a>") == 7
    assert "/learn/page/" not in page


def test_words_become_a_link_when_the_page_is_published_and_words_again(phone, world):
    world.second.unpublish()
    write(world.lesson, world.second)
    assert door(world.second) not in read(phone, world)
    published(world.second)
    assert door(world.second) in read(phone, world)
    world.second.refresh_from_db()
    world.second.unpublish()
    assert door(world.second) not in read(phone, world)


def test_a_closed_door_says_the_same_whatever_is_behind_it(phone, world, neighbours):
    other = lesson_in(course_in(world.course.get_parent().specific, title="另一门课"))
    world.second.unpublish()
    answers = []
    for page in (other, neighbours.second, neighbours.course, world.second, 999999, 10**30):
        answer = phone.get(door(page))
        assert (answer.status_code, answer.url) == (302, "/")
        answers.append([str(message) for message in phone.get("/").context["messages"]])
    assert all(answer == answers[0] for answer in answers)
    assert CLOSED in answers[0][0]


def test_who_was_withdrawn_stands_before_a_closed_door(phone, world):
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    assert phone.get(door(world.second)).url == "/"


def test_an_author_is_led_to_the_draft_and_a_stranger_to_the_login(world, neighbours):
    author, stranger = Client(), Client()
    author.force_login(world.trainer)
    assert author.get(door(world.second)).url == reverse("wagtailadmin_pages:view_draft", args=[world.second.pk])
    assert author.get(door(neighbours.second)).url == "/"
    assert stranger.get(door(world.second)).url == f"/login/?next={door(world.second)}"
    assert author.post(door(world.second)).status_code == 405


def test_a_lesson_is_never_older_than_its_pictures_and_files(phone, world):
    picture, document = picture_in(world.places.county), document_in(world.places.county)
    world.lesson.body = [
        ("picture", {"picture": picture, "words": "现场", "caption": "巡查"}),
        ("file", {"document": document, "words": "随手填"}),
    ]
    published(world.lesson)
    page = read(phone, world)
    assert f"/media/picture/{picture.pk}/720.webp?v={picture.version} 640w" in page
    assert 'width="640" height="480" alt="现场" loading="lazy"' in page
    assert document.url in page
    assert "纯文本" in page
    document.title = "新的登记表"
    document.save()
    assert "新的登记表" in read(phone, world)
    picture.delete()
    assert "已经从资料库里撤下了：现场" in read(phone, world)


def test_the_way_out_of_wechat_is_shown_in_wechat_only(phone, world):
    published(world.lesson)
    address = reverse("step", args=[world.run.uid, world.lesson.pk])
    wechat = body_of(phone.get(address, headers={"user-agent": "Mozilla/5.0 MicroMessenger/8.0.32"})).decode()
    assert 'class="lesson in-wechat"' in wechat
    assert "in-wechat" not in read(phone, world)
