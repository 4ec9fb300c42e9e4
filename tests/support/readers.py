"""A course with a long lesson, its readers, and what their pages ask of the database. Called by benchmarks.

The course has twelve steps: ten lessons, a drill, and last a lesson of twelve parts with three pictures. The
readers have done five lessons and have a seat in the drill; everybody else is in the run with them.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import CoursePage, Enrolment, LessonPage, Run
from courses.services.complete_step import complete_step
from people.models import Person, Unit
from tests.factories.courses import course_in, enrol, lesson_in, run_of, school_in
from tests.factories.drills import drill_in, seat_in, session_of
from tests.factories.files import document_in, picture_in
from tests.factories.people import PersonFactory, county_factory, trainer_factory, worker_factory
from tests.support.crowd import opener, queries_of

READERS = 8
PORTION = 1000
SAID = "入户走访先敲门，退后一步站在门侧，亮明证件，说清来意，再问方便不方便。" * 6
LAW = {"statute": "个人信息保护法", "article": "第十三条", "in_force": "2021-11-01", "text": SAID}


PAGES = ("home", "course", "lesson")


def enrolled(people: int) -> dict[str, Any]:
    """A run with so many people: its key, the addresses of PAGES, the keys of the readers' sessions."""
    county = county_factory()
    course = course_in(school_in(county.county), hours_required=8)
    lesson = _steps(course, county.county)
    run = run_of(course, county.county)
    sessions = _readers(run, county.village, trainer_factory(county.county))
    join(run.pk, people - READERS)
    addresses = [reverse("home"), reverse("run", args=[run.uid]), reverse("step", args=[run.uid, lesson.pk])]
    return {"run": run.pk, "sessions": sessions, **dict(zip(PAGES, addresses, strict=True))}


def join(run_id: int, people: int) -> None:
    """So many more people in the run, in portions; numbered after those whom another process has entered."""
    PersonFactory.reset_sequence(Person.objects.count(), force=True)
    run = Run.objects.select_related("unit").get(pk=run_id)
    for start in range(0, people, PORTION):
        built = PersonFactory.build_batch(min(PORTION, people - start), unit=run.unit)
        Enrolment.objects.bulk_create(Enrolment(person=one, run=run) for one in Person.objects.bulk_create(built))


def queries(reading: dict[str, Any]) -> dict[str, int]:
    """Queries of each page for the first reader, the second time that it is opened."""
    client = Client(SERVER_NAME="localhost", headers={"X-Forwarded-Proto": "https"})
    client.cookies[settings.SESSION_COOKIE_NAME] = reading["sessions"][0]
    return {page: queries_of(opener(client, reading[page])) for page in PAGES}


def _steps(course: CoursePage, county: Unit) -> LessonPage:
    lessons = [lesson_in(course, title=f"第 {number} 课") for number in range(1, 11)]
    drill_in(course)
    return lesson_in(course, title="入户走访的头一分钟", summary=SAID[:60], body=_parts(county, lessons[0]))


def _parts(county: Unit, other: LessonPage) -> list[dict[str, Any]]:
    picture = {"picture": picture_in(county).pk, "words": "站在门侧", "caption": "退一步"}
    choices = [{"text": "先敲门", "is_right": True}, {"text": "先拍照", "is_right": False}]
    text = f'<h2>怎么说</h2><p>{SAID}<a linktype="page" id="{other.pk}">第一课</a></p>'
    values: list[tuple[str, Any]] = [
        *[("text", text), ("picture", picture)] * 3,
        ("text", text),
        ("law", LAW),
        ("case", {"title": "一次走访", "text": f"<p>{SAID}</p>"}),
        ("check", {"question": "头一步做什么？", "choices": choices, "explanation": "先敲门。"}),
        ("file", {"document": document_in(county).pk, "words": "登记用"}),
        ("summary", {"title": "记住三条", "points": ["敲门", "亮证", "说明来意"]}),
    ]
    return [{"type": kind, "value": value} for kind, value in values]


def _readers(run: Run, unit: Unit, trainer: Any) -> list[str]:
    """The readers' sessions."""
    steps = [step.specific for step in run.course.get_children().order_by("path")]
    drill = session_of(run, steps[10], trainer)
    yesterday = timezone.now() - timedelta(days=1)
    sessions = []
    for _ in range(READERS):
        user = worker_factory(unit)
        enrolment = enrol(user.person, run)
        for step in steps[:5]:
            complete_step(enrolment=enrolment, step=step, how="read", actor=user, now=yesterday)
        seat_in(drill, enrolment)
        client = Client()
        client.force_login(user)
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return sessions
