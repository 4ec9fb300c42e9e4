from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from exams.errors import PaperRefused, QuestionRefused
from exams.models import ExamPage, Option, Paper, PaperSection, Question, QuestionVersion
from exams.services.put_bank import put_bank
from exams.services.put_exam_page import put_exam_page
from exams.services.put_paper import SectionSpec, put_paper
from exams.services.put_question import put_question
from foundation.api import AppendOnlyViolation
from people.models import AuditEvent
from tests.factories.courses import course_in, school_in
from tests.factories.exams import bank_in, county, full_bank, multi, paper_of, single

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return county()


def words(**changes):
    fields = {
        "uid": uuid4(),
        "type": "single",
        "topic": "T01",
        "difficulty": 2,
        "stem": "一？",
        "analysis": "因为。",
        "options": [("甲", True), ("乙", False)],
        "law": "",
        "law_as_of": None,
    }
    return fields | changes


def test_put_bank_twice_writes_once(unit, django_assert_num_queries):
    uid = uuid4()
    bank = put_bank(uid=uid, unit=unit, title="题库")
    with django_assert_num_queries(3):  # savepoint, look, release
        assert put_bank(uid=uid, unit=unit, title="题库") == bank
    put_bank(uid=uid, unit=unit, title="新题库")
    bank.refresh_from_db()
    assert bank.title == "新题库"


def test_a_bank_of_another_unit_is_refused(unit):
    bank = bank_in(unit)
    with pytest.raises(PaperRefused) as refused:
        put_bank(uid=bank.uid, unit=county("990101", "邻县"), title="题库")
    assert refused.value.code == "bank_of_another_unit"


def test_only_different_words_make_a_new_version(unit):
    bank, fields = bank_in(unit), words()
    question = put_question(bank=bank, **fields)
    put_question(bank=bank, **fields)
    assert question.versions.count() == 1
    put_question(bank=bank, **(fields | {"topic": "T09"}))
    assert question.versions.count() == 1
    put_question(bank=bank, **(fields | {"options": [("甲", False), ("乙", True)]}))
    put_question(bank=bank, **(fields | {"law": "某法 第一条", "law_as_of": date(2026, 6, 27)}))
    assert list(question.versions.values_list("number", flat=True)) == [1, 2, 3]
    question.refresh_from_db()
    assert question.topic == "T01"


def test_versions_and_options_cannot_be_changed(unit):
    version = single(bank_in(unit)).versions.get()
    version.stem = "另一题"
    with pytest.raises(AppendOnlyViolation):
        version.save()
    with pytest.raises(AppendOnlyViolation):
        version.options.update(is_right=True)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE exams_option SET is_right = %s", [True])
    assert Option.objects.filter(is_right=True).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "essay"}, "unknown_type"),
        ({"options": [("甲", True)]}, "option_count"),
        ({"options": [("甲", False), ("乙", False)]}, "key_does_not_fit"),
        ({"options": [("甲", True), ("乙", True)]}, "key_does_not_fit"),
        ({"type": "judge", "options": [("甲", True), ("乙", False), ("丙", False)]}, "option_count"),
    ],
)
def test_a_key_that_does_not_fit_its_type_is_refused(unit, changes, code):
    with pytest.raises(QuestionRefused) as refused:
        put_question(bank=bank_in(unit), **words(**changes))
    assert refused.value.code == code
    assert Question.objects.count() == QuestionVersion.objects.count() == 0


def section(bank, **changes):
    fields = {
        "title": "单选题",
        "type": "single",
        "points_each": Decimal(2),
        "marking": "exact",
        "bank": bank,
        "fixed": [],
        "draws": [("T01", 1)],
    }
    return SectionSpec(**(fields | changes))


def test_put_paper_twice_writes_once(unit):
    bank = full_bank(unit, 2)
    fixed = bank.questions.filter(type="single", topic="T01").first()
    fields = {
        "uid": uuid4(),
        "unit": unit,
        "title": "卷",
        "duration_seconds": 600,
        "pass_fraction": Decimal("0.6"),
        "sections": [section(bank, fixed=[fixed.uid]), section(bank, type="judge", draws=[("", 2)])],
    }
    paper = put_paper(**fields)
    first = list(PaperSection.objects.values_list("pk", flat=True))
    assert put_paper(**fields) == paper
    assert list(PaperSection.objects.values_list("pk", flat=True)) == first
    put_paper(**(fields | {"sections": [section(bank)]}))
    assert paper.sections.count() == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"draws": [("T01", 3)]}, "bank_too_small"),
        ({"draws": [("", 5)]}, "bank_too_small"),
        ({"draws": []}, "empty_section"),
        ({"marking": "by_weather"}, "bad_section"),
        ({"points_each": Decimal(0)}, "bad_section"),
        ({"fixed": [uuid4()]}, "question_does_not_fit"),
    ],
)
def test_a_paper_that_cannot_be_drawn_is_refused_and_leaves_nothing(unit, changes, code):
    bank = full_bank(unit, 2)
    with pytest.raises(PaperRefused) as refused:
        paper_of(bank, sections=[section(bank, **changes)])
    assert refused.value.code == code
    assert Paper.objects.count() == 0


def test_the_refusal_names_section_topic_and_numbers(unit):
    bank = full_bank(unit, 2)
    with pytest.raises(PaperRefused, match="“单选题”要抽 3 道专题为 T01 的题，只剩 2 道"):
        paper_of(bank, sections=[section(bank, draws=[("T01", 3)])])


def test_a_fixed_question_of_another_type_is_refused(unit):
    bank = full_bank(unit, 2)
    with pytest.raises(PaperRefused) as refused:
        paper_of(bank, sections=[section(bank, fixed=[multi(bank).uid])])
    assert refused.value.code == "question_does_not_fit"


def test_put_exam_page_publishes_once_per_change(unit):
    course = course_in(school_in(unit))
    fields = {
        "uid": uuid4(),
        "course": course,
        "title": "结业考试",
        "paper": paper_of(full_bank(unit)),
        "attempts_allowed": 2,
        "topic": "",
        "summary": "学完就考",
    }
    page = put_exam_page(**fields)
    assert (page.live, page.kind, page.revisions.count()) == (True, "exam", 1)
    put_exam_page(**fields)
    assert page.revisions.count() == 1
    put_exam_page(**(fields | {"title": "大考"}))
    page = ExamPage.objects.get(pk=page.pk)
    assert (page.title, page.draft_title, page.revisions.count()) == ("大考", "大考", 2)


# --- what the audit log says --------------------------------------------------------------------------------


def noted(action):
    return [
        (event.unit, event.data) for event in AuditEvent.objects.filter(action=f"exams.{action}").order_by("id")
    ]


def test_a_changed_question_is_noted_and_a_new_one_is_not(unit):
    bank, fields = bank_in(unit), words()
    put_question(bank=bank, **fields)
    assert noted("change_question") == []
    put_question(bank=bank, **(fields | {"options": [("甲", False), ("乙", True)]}))
    assert noted("change_question") == [(unit, {"bank": bank.title, "topic": "T01", "version": 2})]


def test_a_changed_paper_is_noted_and_a_new_one_is_not(unit):
    bank = full_bank(unit)
    fields = {
        "uid": uuid4(),
        "unit": unit,
        "title": "结业卷",
        "duration_seconds": 3600,
        "pass_fraction": Decimal("0.6"),
        "sections": [SectionSpec("一", "single", Decimal(2), "exact", bank, draws=[("", 1)])],
    }
    put_paper(**fields)
    put_paper(**fields)
    assert noted("change_paper") == []
    longer = [SectionSpec("一", "single", Decimal(4), "exact", bank, draws=[("", 1)])]
    put_paper(**(fields | {"duration_seconds": 60, "sections": longer}))
    assert noted("change_paper") == [(unit, {"title": "结业卷", "changed": ["duration_seconds", "sections"]})]
