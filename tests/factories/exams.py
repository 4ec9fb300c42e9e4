"""A bank, a paper and an exam that somebody can sit, as small as a test needs them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from courses.models import CoursePage, Enrolment
from exams.models import Attempt, Bank, ExamPage, Paper, Question
from exams.selectors import items_of, key_of
from exams.services.put_bank import put_bank
from exams.services.put_exam_page import put_exam_page
from exams.services.put_paper import SectionSpec, put_paper
from exams.services.put_question import put_question
from exams.services.record_answers import Answer
from people.models import Person, Unit, User
from tests.factories.courses import course_in, enrol, run_of, school_in
from tests.factories.people import seen_notice


def county(code: str = "230882", name: str = "甲县") -> Unit:
    return Unit.objects.filter(code=code).first() or Unit.add_root(name=name, kind=Unit.Kind.COUNTY, code=code)


def learner(unit: Unit, *, name: str = "王秀兰", no: str = "G23088200001") -> User:
    """A person with a login, made without the import."""
    person = Person(name=name, worker_no=no, unit=unit)
    person.id_cipher, person.id_hash = "-", f"hash-{no}"
    person.save()
    return User.objects.create_user(
        username=no, password="pass-word-1", person=person, notice_version=seen_notice()
    )


def bank_in(unit: Unit, *, title: str = "题库") -> Bank:
    return put_bank(uid=uuid4(), unit=unit, title=title)


def single(bank: Bank, *, topic: str = "T01", stem: str = "第一步做什么？", key: str = "B", **kw: Any) -> Question:
    return _question(bank, "single", topic, stem, "ABCD", key, **kw)


def multi(bank: Bank, *, topic: str = "T01", stem: str = "哪些做法对？", key: str = "ABD", **kw: Any) -> Question:
    return _question(bank, "multi", topic, stem, "ABCDE", key, **kw)


def judge(bank: Bank, *, topic: str = "T01", stem: str = "这样做对。", key: str = "A", **kw: Any) -> Question:
    return _question(bank, "judge", topic, stem, "AB", key, **kw)


def _question(bank: Bank, type: str, topic: str, stem: str, letters: str, key: str, **kw: Any) -> Question:
    texts = {"A": "正确", "B": "错误"} if type == "judge" else {}
    options = [(texts.get(letter, f"选项{letter}：{stem[:4]}"), letter in key) for letter in letters]
    fields = {"difficulty": 2, "analysis": "因为这样最稳妥。", "law": "", "law_as_of": None} | kw
    return put_question(
        uid=fields.pop("uid", None) or uuid4(),
        bank=bank,
        type=type,
        topic=topic,
        stem=stem,
        options=options,
        **fields,
    )


def full_bank(unit: Unit, count: int = 3) -> Bank:
    """A bank with `count` questions of each type and of each of two topics."""
    bank = bank_in(unit)
    for make in (single, multi, judge):
        for topic in ("T01", "T05"):
            for n in range(count):
                make(bank, topic=topic, stem=f"{topic} 第 {n + 1} 题，{make.__name__}？")
    return bank


def paper_of(bank: Bank, *, singles: int = 2, multis: int = 2, judges: int = 1, **kw: Any) -> Paper:
    counts = (
        ("single", "单选题", singles, 2, "exact"),
        ("multi", "多选题", multis, 4, "national_partial"),
        ("judge", "判断题", judges, 1, "exact"),
    )
    sections = [
        SectionSpec(
            title=title, type=type_, points_each=Decimal(points), marking=marking, bank=bank, draws=[("", count)]
        )
        for type_, title, count, points, marking in counts
        if count
    ]
    fields = {"uid": uuid4(), "unit": bank.unit, "title": "结业考试卷", "duration_seconds": 2400}
    return put_paper(**(fields | {"pass_fraction": Decimal("0.6"), "sections": sections} | kw))


@dataclass
class Sitting:
    """Everything that an exam needs: somebody enrolled in a run whose course has this exam."""

    user: User
    enrolment: Enrolment
    page: ExamPage
    bank: Bank

    @property
    def course(self) -> CoursePage:
        return self.enrolment.run.course


def sitting(*, attempts_allowed: int = 3, **paper: Any) -> Sitting:
    unit = county()
    school = school_in(unit)
    course = course_in(school, title=f"课程 {uuid4().hex[:6]}")
    bank = full_bank(unit)
    page = put_exam_page(
        uid=uuid4(),
        course=course,
        title="结业考试",
        paper=paper_of(bank, **paper),
        attempts_allowed=attempts_allowed,
        topic="",
        summary="",
    )
    course.refresh_from_db()
    user = learner(unit, no=f"G230882{uuid4().int % 100000:05d}")
    return Sitting(user, enrol(user.person, run_of(course, unit)), page, bank)


def right_answers(attempt: Attempt, *, seq: int = 1) -> list[Answer]:
    """The whole key as the candidate would send it."""
    return [Answer(item.slot, seq, tuple(sorted(key_of(item)))) for item in items_of(attempt)]
