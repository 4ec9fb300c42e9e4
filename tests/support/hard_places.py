"""What the tests of hard places look at: a course of 60 steps, a name of 25 signs, a drill and an exam under way.

Made inside a running installation (`manage.py shell`).
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from courses.models import Attendance
from courses.services.check_in import check_in
from courses.services.complete_step import complete_step
from exams.services.put_exam_page import put_exam_page
from exams.services.start_attempt import start_attempt
from tests.factories.courses import course_in, enrol, lesson_in, run_of, school_in
from tests.factories.drills import drill_in, seat_in, session_of
from tests.factories.exams import full_bank, paper_of
from tests.factories.people import PASSWORD, county_factory, trainer_factory, worker_factory

LONG_NAME = "艾力·买买提·吐尔逊·阿不都热依木·库尔班江·阿卜"


def prepare() -> dict[str, Any]:
    """Make it all; returns logins and addresses as plain data."""
    places = county_factory("990777", "难县")
    school = school_in(places.county)
    school.help_phone = "0454 5550110"
    school.save()
    course = course_in(school, title="网格员岗前培训与特殊群体关爱探访服务规范", hours_required=40)
    lessons = [lesson_in(course, title=f"第 {number} 课 敲门之前要想好的几件事") for number in range(1, 60)]
    drill, run = drill_in(course), run_of(course, places.county, title="2026 年第 6 期")
    trainer, worker = trainer_factory(places.county), worker_factory(places.village, name=LONG_NAME)
    enrolment, now = enrol(worker.person, run), timezone.now()
    for lesson in lessons[:26]:
        complete_step(enrolment=enrolment, step=lesson, how="read", actor=None, now=now)
    session = session_of(run, drill, trainer, starts_in=0)
    booking = seat_in(session, enrolment)
    check_in(booking=booking, how=Attendance.How.ROSTER, actor=trainer, now=now)
    return {
        "password": PASSWORD,
        "worker": worker.username,
        "trainer": trainer.username,
        "run": f"/learn/{run.uid}/",
        "lesson": f"/learn/{run.uid}/{lessons[26].pk}/",
        "session": f"/teach/drills/{session.uid}/",
        "score": f"/teach/bookings/{booking.uid}/score/",
        "paper": _paper(school, places, worker),
    }


def _paper(school: Any, places: Any, worker: Any) -> str:
    """An open attempt at an exam that stands alone in its course."""
    course = course_in(school, title="模拟考试")
    paper = paper_of(full_bank(places.county))
    exam = put_exam_page(
        uid=uuid4(), course=course, title="结业考试", paper=paper, attempts_allowed=3, topic="", summary=""
    )
    earlier = timezone.localdate() - timedelta(days=7)
    enrolment = enrol(worker.person, run_of(course, places.county, title="第 1 期", starts_on=earlier))
    attempt = start_attempt(enrolment=enrolment, page=exam, now=timezone.now())
    return f"/exams/attempts/{attempt.uid}/"
