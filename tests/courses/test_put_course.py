"""Pages from outside: written when they differ, published, never twice."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Revision

from courses.models import CoursePage, DrillPage, LessonPage, Step
from courses.services.put_course import (
    RubricSpec,
    ScriptSpec,
    order_steps,
    put_course,
    put_drill,
    put_lesson,
    restore_step,
    retire_step,
)
from people.models import Unit
from tests.factories.courses import school_in

BODY = [{"type": "text", "value": "<p>敲三下。</p>", "id": "11111111-1111-1111-1111-111111111111"}]
ITEMS = [
    RubricSpec("亮证", Decimal(40), deductions=[{"label": "没亮证", "points": 4}]),
    RubricSpec("登记", Decimal(60)),
]
COURSE = {"title": "岗前培训", "summary": "一句话。", "category": "onboarding", "hours_required": Decimal(8)}
LESSON = {"title": "先敲门", "topic": "T05", "summary": "", "credit_minutes": 45, "body": BODY}
DRILL = {
    "title": "入户走访",
    "topic": "T05",
    "summary": "",
    "credit_minutes": 135,
    "time_limit_minutes": 15,
    "pass_mark": Decimal(60),
    "brief": "<p>看一遍。</p>",
    "items": ITEMS,
}


@pytest.fixture
def course(db: None) -> CoursePage:
    unit = Unit.add_root(name="富锦市", kind=Unit.Kind.COUNTY, code="230882")
    return put_course(uid=uuid.uuid4(), school=school_in(unit), **COURSE)


def lesson(course: CoursePage, uid: uuid.UUID | None = None, **fields: Any) -> LessonPage:
    return put_lesson(uid=uid or uuid.uuid4(), course=course, **(LESSON | fields))


def drill(course: CoursePage, uid: uuid.UUID, **fields: Any) -> DrillPage:
    return put_drill(uid=uid, course=course, **(DRILL | fields))


def test_pages_are_published_with_a_revision(course: CoursePage) -> None:
    pages = [course, lesson(course), drill(course, uuid.uuid4())]
    for page in pages:
        page.refresh_from_db()
        assert page.live
        assert page.live_revision_id == page.latest_revision_id is not None


@pytest.mark.parametrize("put", [lesson, drill])
def test_the_same_again_writes_nothing(course: CoursePage, put: Any) -> None:
    first = put(course, uuid.uuid4())
    before = Revision.objects.count()
    assert put(course, first.uid).pk == first.pk
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    "fields",
    [{"title": "先敲门，再亮证"}, {"credit_minutes": 50}, {"body": [{**BODY[0], "value": "<p>敲四下。</p>"}]}],
)
def test_a_lesson_that_differs_is_published_anew(course: CoursePage, fields: dict[str, Any]) -> None:
    page = lesson(course)
    before = Revision.objects.count()
    again = lesson(course, page.uid, **fields)
    assert again.pk == page.pk
    assert Revision.objects.count() == before + 1
    live = LessonPage.objects.get(pk=page.pk)
    assert live.live_revision.as_object().title == live.title
    assert live.body.raw_data[0]["value"] == fields.get("body", BODY)[0]["value"]


def test_rubric_items_keep_their_identity_while_their_label_stays(course: CoursePage) -> None:
    page = drill(course, uuid.uuid4())
    before = dict(page.rubric_items.values_list("label", "uid"))
    drill(course, page.uid, items=[RubricSpec("登记", Decimal(70)), RubricSpec("亮证", Decimal(30))])
    live = DrillPage.objects.get(pk=page.pk)
    assert list(live.rubric_items.values_list("label", "points")) == [("登记", 70), ("亮证", 30)]
    assert dict(live.rubric_items.values_list("label", "uid")) == before


def test_scripts_come_with_the_drill_and_change_with_it(course: CoursePage) -> None:
    page = drill(
        course,
        uuid.uuid4(),
        scripts=[ScriptSpec("独居的大娘", "<p>你大点声。</p>"), ScriptSpec("租户", "<p>推销的不要。</p>")],
    )
    before = Revision.objects.count()
    drill(
        course,
        page.uid,
        scripts=[ScriptSpec("独居的大娘", "<p>你大点声。</p>"), ScriptSpec("租户", "<p>推销的不要。</p>")],
    )
    assert Revision.objects.count() == before
    drill(course, page.uid, scripts=[ScriptSpec("租户", "<p>谁知道你真的假的。</p>")])
    assert [(script.title, script.text) for script in DrillPage.objects.get(pk=page.pk).scripts.all()] == [
        ("租户", "<p>谁知道你真的假的。</p>")
    ]


def test_a_course_that_differs_is_published_anew(course: CoursePage) -> None:
    school = course.get_parent().specific
    again = put_course(uid=course.uid, school=school, **(COURSE | {"hours_required": Decimal("8.5")}))
    assert (again.pk, CoursePage.objects.get().hours_required) == (course.pk, Decimal("8.5"))


def test_steps_take_the_order_asked_for_and_others_follow(course: CoursePage) -> None:
    pages = [lesson(course, title=title) for title in "甲乙丙丁"]
    wanted = [pages[2].uid, uuid.uuid4(), pages[0].uid]
    assert order_steps(course=course, uids=wanted)
    assert not order_steps(course=course, uids=wanted)
    titles = Step.objects.child_of(course).order_by("path").values_list("title", flat=True)
    assert list(titles) == ["丙", "甲", "乙", "丁"]


def test_a_step_is_retired_and_restored_once(course: CoursePage) -> None:
    page = lesson(course)
    now = timezone.now()
    assert [retire_step(uid=page.uid, now=now), retire_step(uid=page.uid, now=now)] == [True, False]
    assert LessonPage.objects.get().retired_at == now
    assert LessonPage.objects.get().get_latest_revision_as_object().retired_at == now
    assert [restore_step(uid=page.uid), restore_step(uid=page.uid)] == [True, False]
    assert LessonPage.objects.get().retired_at is None
