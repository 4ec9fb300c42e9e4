"""A trainer who edits a lesson is told who else does; a neighbour's lesson is not there."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import LessonPage
from tests.factories.courses import course_in, lesson_in, school_in
from tests.factories.people import county_factory, trainer_factory


@pytest.fixture
def lessons(db: None) -> tuple[LessonPage, LessonPage, Client]:
    """A lesson of the trainer's county, one of the neighbour's, and the trainer's browser."""
    home, neighbour = county_factory("990211", "甲县"), county_factory("990212", "乙县")
    mine, theirs = (lesson_in(course_in(school_in(place.county))) for place in (home, neighbour))
    client = Client()
    client.force_login(trainer_factory(home.county))
    return mine, theirs, client


def test_the_page_asks_who_else_is_editing(lessons: tuple[LessonPage, LessonPage, Client]) -> None:
    mine, _theirs, client = lessons
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk]))
    assert edit.status_code == 200
    session = edit.context["editing_sessions"].current_session
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", mine.pk, session.pk])
    assert client.post(ping).status_code == 200


def test_a_neighbours_lesson_can_neither_be_edited_nor_asked_about(
    lessons: tuple[LessonPage, LessonPage, Client],
) -> None:
    mine, theirs, client = lessons
    session = (
        client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk])).context["editing_sessions"].current_session
    )
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", theirs.pk, session.pk])
    assert client.post(ping).status_code == 404
    assert client.get(reverse("wagtailadmin_pages:edit", args=[theirs.pk])).status_code == 404
