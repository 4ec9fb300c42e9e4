"""Two at the same time, on a database with real locks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from exams.errors import AttemptOver
from exams.models import AnswerEntry, Attempt, ItemMark
from exams.services.record_answers import Answer, record_answers
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from tests.factories.exams import sitting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seat(transactional_db):
    """An exam with a candidate who may sit it once."""
    return sitting(attempts_allowed=1)


def at_once(*deeds):
    """Run every deed in a thread and a connection of its own, all from the same moment; results in order."""
    gate = Barrier(len(deeds))

    def run(deed):
        gate.wait()
        try:
            return deed()
        except AttemptOver as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_two_starts_at_once_make_one_attempt(seat):
    now = timezone.now()
    deed = lambda: start_attempt(enrolment=seat.enrolment, page=seat.page, now=now)  # noqa: E731
    attempts = at_once(deed, deed, deed)
    assert len({attempt.pk for attempt in attempts}) == 1
    assert Attempt.objects.count() == 1


def test_submits_at_once_mark_once(seat):
    now = timezone.now()
    attempt = start_attempt(enrolment=seat.enrolment, page=seat.page, now=now)
    deed = lambda: submit_attempt(attempt=attempt, now=now, actor=None).receipt_no  # noqa: E731
    assert len(set(at_once(deed, deed, deed))) == 1
    assert ItemMark.objects.count() == attempt.item_count


@pytest.mark.parametrize("seq", range(1, 6))
def test_a_save_that_meets_a_submit_is_either_marked_or_refused(seat, seq):
    now = timezone.now()
    attempt = start_attempt(enrolment=seat.enrolment, page=seat.page, now=now)
    saved, done = at_once(
        lambda: record_answers(attempt=attempt, entries=[Answer(1, seq, ("A",))], now=now),
        lambda: submit_attempt(attempt=attempt, now=now, actor=None),
    )
    mark = ItemMark.objects.get(item__attempt=done, item__slot=1)
    if isinstance(saved, AttemptOver):
        assert (mark.chosen, AnswerEntry.objects.count()) == ("", 0)
    else:
        assert mark.chosen == "A"


def test_the_same_answers_sent_twice_at_once_are_one_row(seat):
    now = timezone.now()
    attempt = start_attempt(enrolment=seat.enrolment, page=seat.page, now=now)
    deed = lambda: record_answers(attempt=attempt, entries=[Answer(1, 1, ("A",))], now=now)  # noqa: E731
    first, second = at_once(deed, deed)
    assert first == second
    assert AnswerEntry.objects.count() == 1
