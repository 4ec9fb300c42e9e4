import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.blocks import LessonBlocks
from courses.fields import DeductionLines, validate_deductions
from courses.models import LessonPage
from courses.models.pages import has_facts_below
from courses.services.finish_lesson import open_lesson
from tests.factories.drills import session_of
from tests.factories.people import admin_factory

GONE = {
    "type": "gone",
    "id": "5f3c2b1a-0000-4000-8000-000000000001",
    "value": {"figure": [1, 2], "words": "原样“留”着"},
}
TEXT = {"type": "text", "id": "5f3c2b1a-0000-4000-8000-000000000002", "value": "<p>正文</p>"}


def test_an_unknown_block_is_read_and_written_back_unchanged():
    block = LessonBlocks()
    assert block.get_prep_value(block.to_python([TEXT, GONE])) == [TEXT, GONE]


def test_bulk_reading_keeps_it_too():
    block = LessonBlocks()
    values = block.bulk_to_python([[TEXT, GONE], [GONE]])
    assert [block.get_prep_value(value) for value in values] == [[TEXT, GONE], [GONE]]


def test_an_unknown_block_survives_the_edit_form():
    block = LessonBlocks()
    value = block.to_python([GONE])
    form = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "missing",
        "body-0-id": GONE["id"],
        "body-0-value": value[0].value,
    }
    back = block.value_from_datadict(form, {}, "body")
    assert block.get_prep_value(block.clean(back)) == [GONE]


def test_a_block_that_comes_back_is_known_again():
    block = LessonBlocks()
    kept = block.get_prep_value(block.to_python([GONE | {"type": "text", "value": "<p>回来了</p>"}]))
    assert block.to_python(kept)[0].block_type == "text"


@pytest.mark.django_db
def test_an_unknown_block_survives_saving_a_page(world):
    world.lesson.body = json.dumps([TEXT, GONE])
    world.lesson.save()
    again = LessonPage.objects.get(pk=world.lesson.pk)
    again.title = "改个题目"
    again.save_revision().publish()
    field = LessonPage._meta.get_field("body")
    assert json.loads(field.value_to_string(LessonPage.objects.get(pk=world.lesson.pk))) == [TEXT, GONE]


@pytest.mark.django_db
@pytest.mark.parametrize("fact", ["run", "visit", "session"])
def test_a_page_with_facts_below_cannot_be_deleted(client, world, fact):
    page = {"run": world.course, "visit": world.lesson, "session": world.drill}[fact]
    if fact == "visit":
        open_lesson(enrolment=world.enrolment, step=world.lesson, now=timezone.now())
    elif fact == "session":
        session_of(world.run, world.drill, world.trainer)
    assert has_facts_below(page)
    client.force_login(admin_factory())
    response = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert Page.objects.filter(pk=page.pk).exists()
    assert page.permissions_for_user(world.trainer).can_delete() is False
    assert response.status_code in {200, 302, 403}


@pytest.mark.django_db
def test_a_page_without_facts_may_go(client, world):
    assert not has_facts_below(world.second)
    client.force_login(admin_factory())
    client.post(reverse("wagtailadmin_pages:delete", args=[world.second.pk]))
    assert not Page.objects.filter(pk=world.second.pk).exists()


@pytest.mark.django_db
def test_the_hook_says_why_a_page_stays(rf, world):
    from django.contrib.messages.storage.fallback import FallbackStorage

    from courses.wagtail_hooks import keep_facts

    request = rf.get("/")
    request.session, request._messages = {}, None
    request._messages = FallbackStorage(request)
    response = keep_facts(request, Page.objects.get(pk=world.course.pk))
    assert response.url == reverse("wagtailadmin_explore", args=[world.course.get_parent().pk])
    assert "不能删" in str(next(iter(request._messages)).message)


@pytest.mark.django_db
def test_an_author_sees_the_learners_page_while_writing(rf, world):
    for page, words in ((world.lesson, "入户走访"), (world.drill, "怎么评分")):
        response = page.make_preview_request(rf.get("/"), "")
        assert response.status_code == 200
        assert words in response.content.decode()


def test_deductions_are_edited_as_lines():
    widget = DeductionLines()
    value = '[{"label": "漏查压力表", "points": 2}, {"label": "压得浅 5-6", "points": 1.5}]'
    lines = widget.format_value(value)
    assert lines == "漏查压力表 -2\n压得浅 5-6 -1.5"
    assert json.loads(widget.value_from_datadict({"d": lines}, {}, "d")) == json.loads(value)


@pytest.mark.parametrize("typed", ["没有分数", "-5", "扣零分 -0"])
def test_a_line_without_words_and_points_is_refused(typed):
    with pytest.raises(ValidationError):
        validate_deductions(json.loads(DeductionLines().value_from_datadict({"d": typed}, {}, "d")))


def test_no_deductions_are_fine():
    assert validate_deductions([]) is None


def test_two_lessons_may_bear_one_title_and_nobody_is_asked_for_an_address(world):
    browser = Client()
    browser.force_login(world.trainer)
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", world.course.pk])
    form = {"title": "门前的积水", "credit_minutes": "45", "is_required": "on", "body": streamfield([])}
    assert [browser.post(address, nested_form_data(form)).status_code for _ in range(2)] == [302, 302]
    assert LessonPage.objects.filter(draft_title="门前的积水").count() == 2
    assert b'name="slug"' not in browser.get(address).content
