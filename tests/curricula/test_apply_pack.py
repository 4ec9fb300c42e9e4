"""Planning and applying: all or nothing, twice is once, local edits survive, what leaves is retired."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models.signals import post_save
from wagtail.models import Page, Revision

from certificates.models import CertificateTemplate, TemplateVersion
from courses.models import CoursePage, DrillPage, LessonPage, Step
from courses.services.open_county import open_county
from curricula.models import AppliedPack, PackItem
from curricula.rules.plan import Action, Plan
from curricula.rules.tree import CheckedPack
from curricula.services.apply_pack import apply_pack
from curricula.services.check_pack import check_pack
from curricula.services.plan_pack import PackRefused, plan_pack
from exams.models import Bank, ExamPage, Paper, Question, QuestionVersion
from people.models import AuditEvent, Unit
from tests.factories.curricula import change, write_pack

LESSON, BANK = "lessons/01-knock.md", "questions/all.toml"


def checked(folder: Path) -> CheckedPack:
    pack = check_pack(folder)
    assert isinstance(pack, CheckedPack), pack
    return pack


def apply(folder: Path, county: Unit) -> Plan:
    return apply_pack(pack=checked(folder), unit=county, actor=None)


def plan(folder: Path, county: Unit) -> Plan:
    return plan_pack(pack=checked(folder), unit=county)


def told(plan: Plan) -> dict[str, list[str]]:
    """Changed items by what happens to them; unchanged ones left out."""
    found: dict[str, list[str]] = {}
    for item in plan.changes:
        if item.action != Action.UNCHANGED:
            found.setdefault(str(item.action), []).append(f"{item.kind} {item.id}")
    return found


def count_rows() -> dict[str, int]:
    models = (Page, Revision, QuestionVersion, TemplateVersion, AuditEvent, PackItem, AppliedPack)
    return {model.__name__: model.objects.count() for model in models}


ALL = [
    "course onboarding",
    "bank onboarding",
    "question q001",
    "question q002",
    "question q003",
    "paper final",
    "lesson l01",
    "drill r1",
    "exam final",
    "certificate completion",
]


def test_a_new_pack_is_made_whole(folder: Path, county: Unit) -> None:
    assert told(apply(folder, county)) == {"create": ALL}
    course = CoursePage.objects.get()
    assert (course.title, course.hours_required) == ("岗前培训", Decimal("2.5"))
    steps = Step.objects.child_of(course).live().order_by("path").specific()
    assert [(type(step), step.title, step.credit_minutes) for step in steps] == [
        (LessonPage, "先敲门", 45),
        (DrillPage, "入户走访", 90),
        (ExamPage, "结业考试", 0),
    ]
    assert all(step.latest_revision_id and step.live_revision_id == step.latest_revision_id for step in steps)
    assert [block.block_type for block in steps[0].body] == ["text", "law", "case", "check", "summary"]
    assert [(item.label, item.points) for item in steps[1].rubric_items.all()] == [("亮证", 40), ("登记", 60)]
    assert [(script.title, "赵大娘" in script.text) for script in steps[1].scripts.all()] == [("独居的大娘", True)]
    assert steps[2].paper == Paper.objects.get()
    options = QuestionVersion.objects.get(question__type="judge").options.values_list("text", "is_right")
    assert list(options) == [("正确", False), ("错误", True)]
    template = CertificateTemplate.objects.get()
    assert (template.course, template.unit, template.school_name) == (course, county, "富锦市网格学校")
    assert AuditEvent.objects.get(action="curricula.apply_pack").data["create"] == len(ALL)


def test_applying_twice_writes_nothing_the_second_time(folder: Path, county: Unit) -> None:
    apply(folder, county)
    before = count_rows()
    second = apply(folder, county)
    assert second.is_empty
    assert told(second) == {}
    assert count_rows() == before


def test_planning_writes_nothing(folder: Path, county: Unit) -> None:
    before = count_rows()
    assert told(plan(folder, county)) == {"create": ALL}
    assert count_rows() == before


def test_only_what_differs_is_written(folder: Path, county: Unit) -> None:
    apply(folder, county)
    before = count_rows()
    change(folder, "pack.toml", "1.0.0", "1.0.1")
    change(folder, LESSON, "敲三下", "敲四下")
    change(folder, BANK, "网格员可以做什么？", "网格员能做什么？")
    assert told(apply(folder, county)) == {"update": ["question q001", "lesson l01"]}
    after = count_rows()
    assert {name: after[name] - before[name] for name in after} == {
        "Page": 0,
        "Revision": 1,
        "QuestionVersion": 1,
        "TemplateVersion": 0,
        "AuditEvent": 2,  # the pack, and the question of which learners may have seen the old version
        "PackItem": 0,
        "AppliedPack": 0,
    }
    assert "敲四下" in str(LessonPage.objects.get().body)
    assert AppliedPack.objects.get().version == "1.0.1"


def test_a_new_version_without_changes_is_noted(folder: Path, county: Unit) -> None:
    apply(folder, county)
    change(folder, "pack.toml", "1.0.0", "1.0.1")
    assert told(apply(folder, county)) == {}
    assert AppliedPack.objects.get().version == "1.0.1"


def edit_lesson(**fields: Any) -> LessonPage:
    page = LessonPage.objects.get()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def test_what_a_trainer_edited_is_left_alone_and_told(folder: Path, county: Unit) -> None:
    apply(folder, county)
    edit_lesson(title="先敲门，再亮证")
    change(folder, LESSON, "敲三下", "敲四下")
    change(folder, BANK, "网格员可以做什么？", "网格员能做什么？")
    assert told(apply(folder, county)) == {"edited": ["lesson l01"], "update": ["question q001"]}
    assert LessonPage.objects.get().title == "先敲门，再亮证"
    assert told(apply(folder, county)) == {"edited": ["lesson l01"]}


def test_a_draft_that_is_not_published_counts_as_an_edit(folder: Path, county: Unit) -> None:
    apply(folder, county)
    page = LessonPage.objects.get()
    page.title = "草稿"
    page.save_revision()
    change(folder, LESSON, "敲三下", "敲四下")
    assert told(apply(folder, county)) == {"edited": ["lesson l01"]}
    assert LessonPage.objects.get().get_latest_revision_as_object().title == "草稿"


def test_the_marks_that_the_editor_leaves_are_no_edit(folder: Path, county: Unit) -> None:
    apply(folder, county)
    page = LessonPage.objects.get()
    text = page.body.raw_data[0]["value"]
    page.body.raw_data[0]["value"] = text.replace("<p>", '<p data-block-key="x1y2z">')
    page.save_revision().publish()
    assert told(plan(folder, county)) == {}


def test_a_lesson_that_a_trainer_deleted_stays_away(folder: Path, county: Unit) -> None:
    apply(folder, county)
    LessonPage.objects.get().delete()
    assert told(apply(folder, county)) == {"edited": ["course onboarding", "lesson l01"]}
    assert not LessonPage.objects.exists()


def test_steps_that_a_trainer_added_stay_and_come_last(folder: Path, county: Unit) -> None:
    apply(folder, county)
    course = CoursePage.objects.get()
    course.add_child(instance=LessonPage(title="本县的课"))
    assert told(plan(folder, county)) == {}
    change(
        folder,
        "course.toml",
        '[[steps]]\nlesson = "l01"\n\n[[steps]]\ndrill = "r1"',
        '[[steps]]\ndrill = "r1"\n\n[[steps]]\nlesson = "l01"',
    )
    assert told(apply(folder, county)) == {"update": ["course onboarding"]}
    titles = Step.objects.child_of(CoursePage.objects.get()).order_by("path").values_list("title", flat=True)
    assert list(titles) == ["入户走访", "先敲门", "结业考试", "本县的课"]


def remove_lesson(folder: Path) -> None:
    change(folder, "course.toml", '[[steps]]\nlesson = "l01"\n\n', "")
    (folder / LESSON).unlink()


def test_what_leaves_the_pack_is_retired_and_comes_back(folder: Path, county: Unit) -> None:
    apply(folder, county)
    remove_lesson(folder)
    assert told(apply(folder, county)) == {"update": ["course onboarding"], "retire": ["lesson l01"]}
    assert LessonPage.objects.get().retired_at is not None
    assert PackItem.objects.get(item_id="l01").retired_at is not None
    assert told(apply(folder, county)) == {}
    write_pack(folder)
    assert told(apply(folder, county)) == {"update": ["course onboarding", "lesson l01"]}
    assert LessonPage.objects.get().retired_at is None
    assert told(apply(folder, county)) == {}


class Interrupted(Exception):
    pass


def test_an_interrupted_applying_leaves_nothing_behind(folder: Path, county: Unit) -> None:
    def interrupt(sender: Any, **kwargs: Any) -> None:
        raise Interrupted

    before = count_rows()
    post_save.connect(interrupt, sender=TemplateVersion)  # the last thing that is written
    try:
        with pytest.raises(Interrupted):
            apply(folder, county)
    finally:
        post_save.disconnect(interrupt, sender=TemplateVersion)
    assert count_rows() == before
    assert not Question.objects.exists()
    assert told(apply(folder, county)) == {"create": ALL}


def test_a_county_that_is_not_open_is_refused(folder: Path, db: None) -> None:
    unit = Unit.add_root(name="富锦市", kind=Unit.Kind.COUNTY, code="230882")
    with pytest.raises(PackRefused) as refusal:
        plan(folder, unit)
    assert refusal.value.code == "county_not_open"


def test_the_pack_of_another_area_is_refused(folder: Path, county: Unit) -> None:
    neighbour = Unit.add_root(name="同江市", kind=Unit.Kind.COUNTY, code="230881")
    with pytest.raises(PackRefused) as refusal:
        apply(folder, neighbour)
    assert refusal.value.code == "area_differs"


def test_one_pack_serves_one_county(folder: Path, county: Unit) -> None:
    apply(folder, county)
    neighbour = Unit.add_root(name="同江市", kind=Unit.Kind.COUNTY, code="230881")
    open_county(actor=None, unit=neighbour)
    change(folder, "pack.toml", "230882", "230881")
    with pytest.raises(PackRefused) as refusal:
        apply(folder, neighbour)
    assert refusal.value.code == "pack_elsewhere"
    assert Bank.objects.get().unit == county


def test_the_plan_reads_like_a_diff(folder: Path, county: Unit) -> None:
    apply(folder, county)
    change(folder, "pack.toml", "1.0.0", "1.1.0")
    change(folder, LESSON, 'title = "先敲门"', 'title = "先敲门，再亮证"')
    assert plan(folder, county).as_text().splitlines() == [
        "富锦市：小课包（1.0.0 → 1.1.0）",
        "  ~ 更新 课时 l01 先敲门，再亮证",
        "新增 0  更新 1  停用 0  本地改过，没有动 0  不变 9",
    ]


def test_several_certificates_are_applied_the_named_one_first(folder: Path, county: Unit) -> None:
    text = (folder / "certificates/completion.toml").read_text()
    first = text.replace('"completion"', '"all-hours"', 1)
    (folder / "certificates/all-hours.toml").write_text(first)
    assert told(apply(folder, county))["create"][-2:] == ["certificate completion", "certificate all-hours"]
    assert CertificateTemplate.objects.filter(course=CoursePage.objects.get()).count() == 2


def test_a_course_may_end_without_a_certificate(folder: Path, county: Unit) -> None:
    change(folder, "course.toml", 'certificate = "completion"\n', "")
    shutil.rmtree(folder / "certificates")
    apply(folder, county)
    assert not CertificateTemplate.objects.exists()


def test_a_mock_exam_is_for_practice(folder: Path, county: Unit) -> None:
    change(folder, "course.toml", "attempts = 3", "attempts = 3\nmock = true")
    apply(folder, county)
    page = ExamPage.objects.get()
    assert (page.is_mock, page.is_required) == (True, False)
    assert told(apply(folder, county)) == {}
    change(folder, "course.toml", "\nmock = true", "")
    assert told(apply(folder, county)) == {"update": ["course onboarding", "exam final"]}
    page.refresh_from_db()
    assert (page.is_mock, page.is_required) == (False, True)
