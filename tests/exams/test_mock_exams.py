"""Practice: as often as one likes, done with the first handing in, and no result of anything."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import StepCompletion
from courses.selectors.learning import steps_of
from exams.models import Attempt, ExamPage
from exams.models.pages import MOST_MOCK_ATTEMPTS
from exams.selectors import best_results
from exams.services.put_exam_page import put_exam_page
from exams.services.record_answers import record_answers
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.staff_selectors import exams_of, runs_with_exams
from people.api import assign_role
from people.models import User
from tests.factories.exams import Sitting, right_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(seat: Sitting) -> Sitting:
    """The exam of the seat turned into practice, with a single attempt allowed, which says nothing."""
    put_exam_page(
        uid=seat.page.uid,
        course=seat.course,
        title="模拟考试一",
        paper=seat.page.paper,
        attempts_allowed=1,
        topic="",
        summary="",
        is_mock=True,
    )
    seat.page = ExamPage.objects.get(pk=seat.page.pk)
    return seat


def sit(seat: Sitting, *, right: int, after: timedelta = timedelta()) -> Attempt:
    now = timezone.now() + after
    attempt = start_attempt(enrolment=seat.enrolment, page=seat.page, now=now)
    record_answers(attempt=attempt, entries=right_answers(attempt)[:right], now=now)
    return submit_attempt(attempt=attempt, now=now, actor=seat.user)


def test_the_first_handing_in_does_the_step_whatever_the_marks(practice: Sitting) -> None:
    assert not sit(practice, right=0).passed
    assert StepCompletion.objects.get().step_id == practice.page.pk
    sit(practice, right=5)
    assert StepCompletion.objects.count() == 1


def test_one_may_sit_it_as_often_as_one_likes_passed_or_not(practice: Sitting) -> None:
    numbers = [sit(practice, right=right).number for right in (5, 0, 5, 2)]
    assert numbers == [1, 2, 3, 4]
    assert MOST_MOCK_ATTEMPTS >= 100


def test_it_is_never_required(practice: Sitting) -> None:
    assert [step.is_required for step in steps_of(practice.course)] == [False]
    page = ExamPage.objects.get(pk=practice.page.pk)
    page.is_required = True  # as a trainer might tick it in the editor
    page.save_revision().publish()
    assert not ExamPage.objects.get(pk=practice.page.pk).is_required


def test_it_gives_no_result(practice: Sitting) -> None:
    sit(practice, right=5)
    assert best_results(practice.enrolment) == []
    officer = User.objects.create_user(username="officer")
    assign_role(actor=None, user=officer, unit=practice.enrolment.run.unit, role="officer")
    run = runs_with_exams(officer).get()
    assert (run.learners, run.sat, run.passed) == (1, 0, 0)


def test_officers_find_it_apart(client: Client, practice: Sitting) -> None:
    sit(practice, right=5)
    officer = User.objects.create_user(username="officer")
    assign_role(actor=None, user=officer, unit=practice.enrolment.run.unit, role="officer")
    client.force_login(officer)
    text = client.get(f"/admin/exams/results/{practice.enrolment.run.uid}/").content.decode()
    assert "这是模拟考试，学员练习用，不计成绩。" in text


def test_real_exams_come_before_mock_ones(practice: Sitting) -> None:
    real = put_exam_page(
        uid=practice.enrolment.uid,
        course=practice.course,
        title="结业考试",
        paper=practice.page.paper,
        attempts_allowed=3,
        topic="",
        summary="",
    )
    assert list(exams_of(practice.enrolment.run)) == [real, practice.page]


def test_cover_and_result_say_what_it_is(client: Client, practice: Sitting) -> None:
    client.force_login(practice.user)
    cover = f"/exams/{practice.enrolment.run.uid}/{practice.page.pk}/"
    text = client.get(cover).content.decode()
    for words in ('<span class="tag">模拟考试</span>', "想考几次考几次", "不限次数"):
        assert words in text
    attempt = sit(practice, right=3)
    text = client.get(f"/exams/attempts/{attempt.uid}/result/").content.decode()
    for words in ('<span class="tag">模拟考试</span>', "练习成绩，不算进证书。", "答对的题，为什么对"):
        assert words in text
    assert text.count("因为这样最稳妥。") == 5  # the explanation of every question, right or wrong
    assert "开始第 2 次" in client.get(cover).content.decode()


def test_a_real_exam_explains_what_was_wrong_only(client: Client, seat: Sitting) -> None:
    client.force_login(seat.user)
    attempt = sit(seat, right=3)
    text = client.get(f"/exams/attempts/{attempt.uid}/result/").content.decode()
    assert text.count("因为这样最稳妥。") == 2
    assert "模拟考试" not in text


def test_the_course_counts_it_as_practice_and_not_as_an_exam(practice: Sitting) -> None:
    client = Client()
    client.force_login(practice.user)
    page = client.get(f"/learn/{practice.enrolment.run.uid}/").content.decode()
    assert "练习卷 1 份" in page
    assert "考 1 次" not in page
