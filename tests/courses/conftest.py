from dataclasses import dataclass
from typing import Any

import pytest

from courses import lesson_text
from courses.models import CoursePage, DrillPage, Enrolment, LessonPage, Run
from people.models import User
from tests.factories.courses import course_in, enrol, lesson_in, run_of, school_in
from tests.factories.drills import drill_in
from tests.factories.people import County, county_factory, officer_factory, trainer_factory, worker_factory


@dataclass
class World:
    """A county with a course of two lessons and a drill, a run of it, and the people around it."""

    places: County
    course: CoursePage
    lesson: LessonPage
    second: LessonPage
    drill: DrillPage
    run: Run
    worker: User
    enrolment: Enrolment
    trainer: User
    officer: User

    def more(self, **fields: Any) -> Enrolment:
        """One more worker in the run."""
        return enrol(worker_factory(self.places.village, **fields).person, self.run)


def build_world(code: str = "990201", name: str = "甲县") -> World:
    places = county_factory(code, name)
    course = course_in(school_in(places.county), title=f"{name}岗前培训")
    lesson, second = lesson_in(course, title="先敲门，再亮证"), lesson_in(course, title="群众的信息怎么保密")
    drill, run = drill_in(course), run_of(course, places.county)
    worker = worker_factory(places.village, name=f"{name}人")
    enrolment = enrol(worker.person, run)
    trainer, officer = trainer_factory(places.county), officer_factory(places.county)
    return World(places, course, lesson, second, drill, run, worker, enrolment, trainer, officer)


@pytest.fixture(autouse=True)
def _nothing_rendered() -> None:
    """Forget the lessons of the test before: where it was undone, keys and revisions count from the same place."""
    lesson_text._rendered.clear()


@pytest.fixture
def world(db: Any) -> World:
    return build_world()


@pytest.fixture
def neighbours(world: World) -> World:
    """The same in another county."""
    return build_world("990202", "乙县")
