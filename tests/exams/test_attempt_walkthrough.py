"""Whole attempts, line by line."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from courses.models import StepCompletion
from exams.api import best_results, result_of
from exams.errors import AnswerRefused, AttemptOver, StartRefused
from exams.models import AnswerEntry, Attempt, AttemptItem, ItemMark
from exams.selectors import current_answers, items_of, key_of, marked_questions, saved_count
from exams.services.put_paper import put_paper
from exams.services.put_question import put_question
from exams.services.record_answers import Answer, record_answers
from exams.services.save_form import FormAnswer, save_form
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import close_overdue, settle, submit_attempt
from exams.states import GRACE_SECONDS, Standing, state_at
from tests.factories.courses import lesson_in
from tests.factories.exams import right_answers, sitting

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def begin(seat, now):
    return start_attempt(enrolment=seat.enrolment, page=seat.page, now=now)


def finish_with(seat, now, answers):
    attempt = begin(seat, now)
    record_answers(attempt=attempt, entries=answers(attempt), now=now + MINUTE)
    return submit_attempt(attempt=attempt, now=now + 2 * MINUTE, actor=seat.user)


def test_a_passed_attempt_from_start_to_hours(seat, now):
    attempt = begin(seat, now)
    assert (attempt.number, attempt.item_count, attempt.full_marks) == (1, 5, Decimal(13))
    assert attempt.deadline == now + timedelta(seconds=2400)
    assert state_at(attempt, now) == Standing.RUNNING

    receipts = record_answers(attempt=attempt, entries=right_answers(attempt)[:3], now=now + MINUTE)
    assert [(r.slot, r.seq, r.is_kept, r.last_seq) for r in receipts] == [(n, 1, True, 1) for n in (1, 2, 3)]
    assert saved_count(attempt) == 3

    record_answers(attempt=attempt, entries=right_answers(attempt)[3:], now=now + 2 * MINUTE)
    done = submit_attempt(attempt=attempt, now=now + 3 * MINUTE, actor=seat.user)
    assert (done.score, done.fraction, done.passed, done.ended_by) == (Decimal(13), Decimal(1), True, "candidate")
    assert done.receipt_no == f"261122{done.pk:06d}"
    assert done.submitted_at == now + 3 * MINUTE
    assert ItemMark.objects.filter(item__attempt=attempt).count() == 5
    completion = StepCompletion.objects.get(enrolment=seat.enrolment, step_id=seat.page.pk)
    assert (completion.how, completion.actor) == ("exam", seat.user)

    result = result_of(seat.enrolment, seat.page)
    assert (result.score, result.full_marks, result.fraction, result.passed) == (13, 13, 1, True)


def test_each_wrong_and_each_half_right_answer_is_marked_by_its_section(seat, now):
    def answers(attempt):
        for item in items_of(attempt):
            key = sorted(key_of(item))
            wrong = sorted(set("ABCDE"[: len(item.option_order)]) - set(key))
            part = {"single": wrong[:1], "multi": key[:2], "judge": key}[item.type]
            yield Answer(item.slot, 1, tuple(part))

    done = finish_with(seat, now, lambda attempt: list(answers(attempt)))
    by_type = {q.item.type: q.marks for q in marked_questions(done)}
    assert by_type == {"single": Decimal(0), "multi": Decimal(2), "judge": Decimal(1)}
    assert (done.score, done.passed) == (Decimal(5), False)
    assert done.fraction == Decimal("0.3846")
    assert not StepCompletion.objects.exists()


def test_the_pass_mark_itself_passes(now):
    seat = sitting(singles=0, multis=0, judges=5)
    done = finish_with(seat, now, lambda attempt: right_answers(attempt)[:3])
    assert (done.score, done.passed) == (Decimal(3), True)


def test_an_empty_paper_scores_nothing(seat, now):
    done = finish_with(seat, now, lambda attempt: [])
    assert (done.score, done.passed) == (Decimal(0), False)


def test_the_last_answer_of_a_slot_counts_whatever_order_it_came_in(seat, now):
    attempt = begin(seat, now)
    key = right_answers(attempt)[0]
    wrong = next(letter for letter in "ABCD" if letter not in key.chosen)
    for seq, chosen in ((2, key.chosen), (1, (wrong,))):
        record_answers(attempt=attempt, entries=[Answer(1, seq, chosen)], now=now)
    assert current_answers(attempt)[1].chosen == set(key.chosen)
    record_answers(attempt=attempt, entries=[Answer(1, 3, ())], now=now)
    assert saved_count(attempt) == 0


def test_a_repeat_gets_the_same_receipt_and_no_second_row(seat, now):
    attempt = begin(seat, now)
    entries = right_answers(attempt)
    first = record_answers(attempt=attempt, entries=entries, now=now)
    assert record_answers(attempt=attempt, entries=entries, now=now) == first
    assert AnswerEntry.objects.count() == 5


def test_another_answer_under_a_used_number_is_told_not_swallowed(seat, now):
    attempt = begin(seat, now)
    record_answers(attempt=attempt, entries=[Answer(1, 1, ("A",))], now=now)
    receipt = record_answers(attempt=attempt, entries=[Answer(1, 1, ("B",))], now=now)[0]
    assert (receipt.is_kept, receipt.last_seq) == (False, 1)
    assert current_answers(attempt)[1].chosen == {"A"}


@pytest.mark.parametrize(
    "entry",
    [
        Answer(0, 1, ("A",)),
        Answer(6, 1, ("A",)),
        Answer(1, 0, ("A",)),
        Answer(1, 1, ("Z",)),
        Answer(1, 1, ("A", "A")),
    ],
)
def test_what_is_no_answer_to_this_paper_is_refused_whole(seat, now, entry):
    attempt = begin(seat, now)
    with pytest.raises(AnswerRefused):
        record_answers(attempt=attempt, entries=[Answer(2, 1, ("A",)), entry], now=now)
    assert not AnswerEntry.objects.exists()


def test_time_is_over_at_the_deadline_and_the_network_gets_its_grace(seat, now):
    attempt = begin(seat, now)
    just_before = attempt.deadline - timedelta(milliseconds=1)
    in_grace = attempt.deadline + timedelta(seconds=GRACE_SECONDS - 1)
    after = attempt.deadline + timedelta(seconds=GRACE_SECONDS)
    assert [state_at(attempt, t) for t in (just_before, attempt.deadline, in_grace, after)] == [
        Standing.RUNNING,
        Standing.GRACE,
        Standing.GRACE,
        Standing.OVER,
    ]
    record_answers(attempt=attempt, entries=[Answer(1, 1, ("A",))], now=in_grace)
    with pytest.raises(AttemptOver):
        record_answers(attempt=attempt, entries=[Answer(1, 2, ("B",))], now=after)
    assert current_answers(attempt)[1].seq == 1


def test_an_attempt_ends_at_its_deadline_whoever_writes_it_down(seat, now):
    attempt = begin(seat, now)
    record_answers(attempt=attempt, entries=right_answers(attempt), now=now)
    done = submit_attempt(attempt=attempt, now=now + timedelta(hours=5), actor=seat.user)
    assert (done.submitted_at, done.ended_by, done.passed) == (attempt.deadline, "deadline", True)


def test_the_beat_closes_only_what_is_over(seat, now):
    attempt = begin(seat, now)
    assert close_overdue(attempt.deadline) == 0
    assert close_overdue(attempt.deadline + timedelta(seconds=GRACE_SECONDS)) == 1
    assert close_overdue(attempt.deadline + timedelta(hours=1)) == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.ended_by) == ("finished", "deadline")
    assert ItemMark.objects.count() == 5


def test_a_page_does_not_wait_for_the_beat(seat, now):
    attempt = begin(seat, now)
    assert settle(attempt=attempt, now=attempt.deadline).state == "open"
    assert settle(attempt=attempt, now=attempt.deadline + timedelta(minutes=1)).state == "finished"


def test_nothing_is_taken_after_handing_in_and_the_second_submit_changes_nothing(seat, now):
    done = finish_with(seat, now, right_answers)
    with pytest.raises(AttemptOver):
        record_answers(attempt=done, entries=[Answer(1, 2, ("A",))], now=now + 3 * MINUTE)
    again = submit_attempt(attempt=done, now=now + 9 * MINUTE, actor=seat.user)
    assert (again.submitted_at, again.receipt_no) == (done.submitted_at, done.receipt_no)
    assert ItemMark.objects.count() == 5


def test_an_open_attempt_is_resumed_and_an_overdue_one_makes_room(seat, now):
    first = begin(seat, now)
    assert begin(seat, now + MINUTE) == first
    second = begin(seat, first.deadline + timedelta(minutes=1))
    first.refresh_from_db()
    assert (first.state, second.number, second.state) == ("finished", 2, "open")


def test_attempts_run_out(now):
    seat = sitting(attempts_allowed=2)
    for _n in range(2):
        finish_with(seat, now, lambda attempt: [])
    with pytest.raises(StartRefused) as refused:
        begin(seat, now)
    assert refused.value.code == "no_attempts_left"
    assert refused.value.status == 409


def test_who_has_passed_does_not_sit_again(seat, now):
    finish_with(seat, now, right_answers)
    with pytest.raises(StartRefused) as refused:
        begin(seat, now)
    assert refused.value.code == "passed_already"


def test_an_exam_waits_for_the_steps_before_it(seat, now):
    lesson = lesson_in(seat.course)
    lesson.move(seat.page, pos="left")
    with pytest.raises(StartRefused) as refused:
        begin(seat, now)
    assert refused.value.code == "exam_not_open"


def test_a_closed_run_starts_nothing(seat, now):
    run = seat.enrolment.run
    run.state = "closed"
    run.save()
    with pytest.raises(StartRefused) as refused:
        begin(seat, now)
    assert refused.value.code == "run_closed"


def test_who_is_taken_off_the_list_meanwhile_keeps_the_result(seat, now):
    attempt = begin(seat, now)
    record_answers(attempt=attempt, entries=right_answers(attempt), now=now)
    seat.enrolment.state = "withdrawn"
    seat.enrolment.save()
    assert submit_attempt(attempt=attempt, now=now + MINUTE, actor=None).passed
    assert not StepCompletion.objects.exists()


def test_later_changes_of_question_and_paper_do_not_reach_an_attempt(seat, now):
    attempt = begin(seat, now)
    entries = right_answers(attempt)
    for item in items_of(attempt):
        q, version = item.version.question, item.version
        options = [(o.text, not o.is_right) for o in version.options.all()]
        if sum(is_right for _t, is_right in options) != 1 and q.type != "multi":
            options = [(text, place == 0) for place, (text, _r) in enumerate(reversed(options))]
        put_question(
            uid=q.uid,
            bank=q.bank,
            type=q.type,
            topic="T99",
            difficulty=5,
            stem="改了",
            options=options,
            analysis="",
            law="",
            law_as_of=None,
        )
    paper = attempt.paper
    put_paper(
        uid=paper.uid,
        unit=paper.unit,
        title="改了",
        duration_seconds=1,
        pass_fraction=Decimal(1),
        sections=_sections_of(seat),
    )
    record_answers(attempt=attempt, entries=entries, now=now)
    done = submit_attempt(attempt=attempt, now=now + MINUTE, actor=None)
    assert (done.score, done.passed, done.pass_fraction) == (Decimal(13), True, Decimal("0.6"))


def _sections_of(seat):
    from exams.services.put_paper import SectionSpec

    return [SectionSpec("判断", "judge", Decimal(1), "exact", seat.bank, draws=[("", 1)])]


def test_two_candidates_get_papers_of_their_own(now):
    seats = [sitting(), sitting()]
    orders = [[(item.version_id, item.option_order) for item in items_of(begin(seat, now))] for seat in seats]
    assert orders[0] != orders[1]


def test_what_is_frozen_stays_frozen(seat, now):
    item = begin(seat, now).items.first()
    with pytest.raises(Exception, match="never updated"):
        AttemptItem.objects.filter(pk=item.pk).update(points=99)
    with pytest.raises(IntegrityError):
        Attempt.objects.create(
            enrolment=seat.enrolment,
            page=seat.page,
            paper=seat.page.paper,
            number=2,
            started_at=now,
            deadline=now,
            seed=1,
            item_count=1,
            full_marks=1,
            pass_fraction=1,
        )


def test_the_best_attempt_is_the_result(seat, now):
    finish_with(seat, now, lambda attempt: right_answers(attempt)[:1])
    best = finish_with(seat, now + timedelta(hours=1), lambda attempt: right_answers(attempt)[:2])
    finish_with(seat, now + timedelta(hours=2), lambda attempt: [])
    assert [result.attempt_uid for result in best_results(seat.enrolment)] == [best.uid]


def test_the_plain_form_saves_what_changed_and_never_undoes_newer_answers(seat, now):
    attempt = begin(seat, now)
    record_answers(attempt=attempt, entries=[Answer(1, 1, ("A",)), Answer(2, 1, ("B",))], now=now)
    record_answers(attempt=attempt, entries=[Answer(2, 2, ("C",))], now=now)
    form = [
        FormAnswer(1, 1, ("D",), is_unsure=True),  # changed, drawn from the newest
        FormAnswer(2, 1, ("B",), is_unsure=False),  # not touched, but old: the newer answer stays
        FormAnswer(3, 0, (), is_unsure=False),  # blank as before
    ]
    assert save_form(attempt=attempt, answers=form, now=now) == []
    answers = current_answers(attempt)
    assert (answers[1].chosen, answers[1].is_unsure, answers[2].chosen) == ({"D"}, True, {"C"})
    assert 3 not in answers

    stale = save_form(attempt=attempt, answers=[FormAnswer(2, 1, ("A",), is_unsure=False)], now=now)
    assert stale == [2]
    assert current_answers(attempt)[2].chosen == {"C"}
