from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from courses import lesson_text
from courses.models import CoursePage, DrillPage, Enrolment, LessonPage, Run
from people.models import User
from tests.factories.courses import course_in, enrol, lesson_in, run_of, school_in
from tests.factories.drills import drill_in
from tests.factories.people import County, county_factory, officer_factory, trainer_factory, worker_factory
from tests.support.shared import made_once, read_anew


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
def _files(settings: Any, tmp_path: Any) -> None:
    """Stored files go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _nothing_rendered() -> None:
    """Forget the lessons of the test before: where it was undone, keys and revisions count from the same place."""
    lesson_text._rendered.clear()


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with made_once(django_db_blocker, build_world) as made:
        yield made


@pytest.fixture(scope="module")
def shared_neighbours(shared_world: World, django_db_blocker: Any) -> Iterator[World]:
    with made_once(django_db_blocker, lambda: build_world("990202", "乙县")) as made:
        yield made


@pytest.fixture
def world(shared_world: World, db: None) -> World:
    return read_anew(shared_world)


@pytest.fixture
def neighbours(shared_neighbours: World, db: None) -> World:
    """The same in another county."""
    return read_anew(shared_neighbours)
