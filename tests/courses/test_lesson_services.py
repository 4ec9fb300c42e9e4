from datetime import timedelta

import pytest
from django.utils import timezone

from courses.lesson_text import characters_of
from courses.models import CreditEntry, LessonVisit
from courses.services.finish_lesson import TooEarly, finish_lesson, open_lesson


def finish(world, now):
    return finish_lesson(enrolment=world.enrolment, step=world.lesson, actor=world.worker, now=now)


def test_a_lesson_never_opened_cannot_be_finished(world):
    with pytest.raises(TooEarly) as refusal:
        finish(world, timezone.now())
    assert refusal.value.code == "never_opened"


def test_too_early_is_told_with_the_seconds_left(world):
    now = timezone.now()
    open_lesson(enrolment=world.enrolment, step=world.lesson, now=now)
    with pytest.raises(TooEarly) as refusal:
        finish(world, now + timedelta(seconds=2))
    assert refusal.value.code == "too_early"
    assert "3" in str(refusal.value)


def test_finishing_twice_counts_once(world):
    now = timezone.now()
    open_lesson(enrolment=world.enrolment, step=world.lesson, now=now)
    later = now + timedelta(minutes=5)
    assert finish(world, later) == finish(world, later)
    assert CreditEntry.objects.get().enrolment == world.enrolment


def test_the_first_visit_stays(world):
    now = timezone.now()
    first = open_lesson(enrolment=world.enrolment, step=world.lesson, now=now)
    again = open_lesson(enrolment=world.enrolment, step=world.lesson, now=now + timedelta(hours=1))
    assert (again.opened_at, LessonVisit.objects.count()) == (first.opened_at, 1)


def test_markup_and_white_space_are_no_characters(world):
    assert characters_of(world.lesson) == len("入户走访，头一分钟最要紧。")


def test_publishing_renews_the_kept_html(world):
    before = characters_of(world.lesson)
    world.lesson.body = [("text", "<p>短。</p>")]
    world.lesson.save_revision().publish()
    world.lesson.refresh_from_db()
    assert (before, characters_of(world.lesson)) == (13, 2)
