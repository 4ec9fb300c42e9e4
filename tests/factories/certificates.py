"""A county with a course, people who completed it, an officer and a certificate template."""

import uuid
from datetime import date
from typing import Any

from django.utils import timezone

from certificates.models import Certificate, CertificateTemplate, IssueBatch
from certificates.services.issue_batch import issue_batch
from certificates.services.put_template import put_template
from certificates.services.start_issue import start_issue
from courses.api import complete_step
from courses.models import CoursePage, Enrolment, Run
from people.models import Person, Unit, User
from people.rules.identity import check_character
from people.services.assign_role import assign_role
from tests.factories.courses import course_in, enrol, lesson_in, run_of, school_in
from tests.factories.people import seen_notice

PAGE_CSS = """
@page { size: 297mm 210mm; margin: 20mm; }
html { font-family: "Noto Serif CJK SC", HanaMinA, HanaMinB, serif; }
img { width: 29mm; height: 29mm; }
"""
PAGE_HTML = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ number }}</title></head><body>
<h1>结业证书</h1><p>编号 {{ number }}</p><p>{{ name }} {{ sex }} {{ masked_identity }}</p>
<p>于{{ starts }}至{{ ends }}参加{{ course_title }}（{{ run_title }}），网络课堂{{ online_hours }}学时、
实地演练{{ drill_hours }}学时，共{{ hours }}学时。</p>
<p>{{ school }} {{ issuer }} {{ issued_on }} {{ note }}</p><img src="{{ qr }}" alt="">
</body></html>"""
PEOPLE = ("王秀兰", "张䶮", "欧阳文慧", "阿卜杜拉·买买提", "李O二", "赵国强")


def county(code: str = "990882", name: str = "向阳县") -> Unit:
    """A county of a made-up province."""
    return Unit.add_root(name=name, kind=Unit.Kind.COUNTY, code=code)


def community(county: Unit, name: str = "城关社区") -> Unit:
    return county.add_child(name=name, kind=Unit.Kind.COMMUNITY)


def demo_identity(number: int, *, is_male: bool = False) -> str:
    """A valid identity number of the demonstration region, different for each `number` up to 35,000."""
    body = f"990101{1940 + number // 500}0101{number % 500 * 2 + is_male:03d}"
    return body + check_character(body)


def person_in(unit: Unit, name: str = "王秀兰", **fields: Any) -> Person:
    """A person of the unit with the next free worker number."""
    number = Person.objects.count() + 1
    person = Person(name=name, worker_no=f"G990882{number:05d}", unit=unit, phone="13800001234", **fields)
    person.set_identity(demo_identity(number))
    person.save()
    return person


def login_of(person: Person) -> User:
    return User.objects.create_user(
        username=person.worker_no, password="learn-9-Things", person=person, notice_version=seen_notice()
    )


def officer_of(unit: Unit, username: str = "officer") -> User:
    """An officer of the unit; the county must be open for the admin to let anybody in."""
    user = User.objects.create_user(username=username, password="learn-9-Things", last_name="刘敏")
    assign_role(actor=None, user=user, unit=unit, role="officer")
    return user


def template_for(course: CoursePage, unit: Unit, **fields: Any) -> CertificateTemplate:
    words = {
        "uid": uuid.uuid4(),
        "title": "结业证书",
        "kind": "completion",
        "prefix": "向网校证",
        "number_template": "{prefix}〔{year}〕第{seq:05d}号",
        "issuer": "向阳县民政局",
        "school_name": "向阳县网格学校",
        "note": "本证书为培训证明",
        "html": PAGE_HTML,
        "css": PAGE_CSS,
        "art": "",
    }
    return put_template(course=course, unit=unit, **(words | fields))


class Ground:
    """A county with one course of one lesson, a run and a template; `people` have completed it."""

    def __init__(self, code: str = "990882", name: str = "向阳县", names: tuple[str, ...] = PEOPLE[:3]) -> None:
        self.county = county(code, name)
        self.unit = community(self.county)
        self.school = school_in(self.county)
        self.course = course_in(self.school)
        self.lesson = lesson_in(self.course)
        self.run: Run = run_of(
            self.course, self.county, title="第6期", starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 20)
        )
        self.template = template_for(self.course, self.county)
        self.officer = officer_of(self.county, f"officer-{code}")
        self.enrolments = [self.completed(name) for name in names]

    def enrolled(self, name: str) -> Enrolment:
        return enrol(person_in(self.unit, name), self.run)

    def completed(self, name: str) -> Enrolment:
        enrolment = self.enrolled(name)
        complete_step(enrolment=enrolment, step=self.lesson, how="read", actor=None, now=timezone.now())
        enrolment.refresh_from_db()
        return enrolment

    def batch(self, *enrolments: Enrolment, **fields: Any) -> IssueBatch:
        """A confirmed list of these (everybody by default); its job has not run."""
        chosen = [enrolment.pk for enrolment in enrolments or self.enrolments]
        words = {"actor": self.officer, "run": self.run, "template": self.template, "key": uuid.uuid4()}
        return start_issue(enrolment_ids=chosen, **(words | fields))

    def issued(self, *enrolments: Enrolment, **fields: Any) -> list[Certificate]:
        """Certificates of these, numbered, rendered and merged."""
        batch = self.batch(*enrolments, **fields)
        issue_batch(batch.job, lambda done, total: None)
        return [item.certificate for item in batch.items.order_by("position") if item.certificate_id]
