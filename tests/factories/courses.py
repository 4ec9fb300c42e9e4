"""A county with a school, a course and people, as small as a test needs it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from courses.models import CoursePage, Enrolment, LessonPage, Run, SchoolPage
from courses.services.open_county import open_county
from people.models import Person, Unit


def school_in(county: Unit) -> SchoolPage:
    return open_county(actor=None, unit=county)


def published(page: Any) -> Any:
    """The page with a live revision, as the editor's publish button leaves it."""
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def course_in(school: SchoolPage, *, title: str = "网格员岗前培训", hours_required: int = 0) -> CoursePage:
    course = CoursePage(title=title, category=CoursePage.Category.ONBOARDING, hours_required=hours_required)
    return published(school.add_child(instance=course))


def lesson_in(
    course: CoursePage, *, title: str = "先敲门，再亮证", minutes: int = 45, **fields: Any
) -> LessonPage:
    """One part of text, unless `body` is given."""
    fields.setdefault("body", [{"type": "text", "value": "<p>入户走访，头一分钟最要紧。</p>"}])
    return published(course.add_child(instance=LessonPage(title=title, credit_minutes=minutes, **fields)))


def run_of(course: CoursePage, unit: Unit, *, title: str = "第 1 期", **fields: Any) -> Run:
    today: date = timezone.localdate()
    dates = {"starts_on": today, "ends_on": today + timedelta(days=30)}
    return Run.objects.create(course=course, unit=unit, title=title, **(dates | fields))


def enrol(person: Person, run: Run) -> Enrolment:
    return Enrolment.objects.create(person=person, run=run)
