import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.models import Attendance, Booking, CreditEntry, DrillSession, RubricSheet, StepCompletion
from courses.rules import rubric
from courses.rules.check_in import code_at
from courses.selectors.drills import place_in_line, result_of, rubric_of
from courses.services.book_drill import BookingRefused, book_drill, cancel_booking
from courses.services.check_in import CheckInRefused, check_in, check_in_by_code, check_out
from courses.services.open_session import SessionRefused, open_session
from courses.services.post_credit import reverse_credit
from courses.services.score_drill import ScoringRefused, score_drill
from courses.services.withdraw_person import withdraw_person
from courses.states import StateRefused, move_booking
from people.models import AuditEvent
from tests.factories.drills import seat_in, session_of

State = Booking.State


@pytest.fixture
def session(world):
    return session_of(world.run, world.drill, world.trainer, capacity=1)


def book(enrolment, session, **fields):
    return book_drill(
        **({"enrolment": enrolment, "session": session, "actor": None, "now": timezone.now()} | fields)
    )


def test_the_first_gets_the_seat_and_the_rest_stand_in_line(world, session):
    bookings = [book(world.enrolment, session), book(world.more(), session), book(world.more(), session)]
    assert [b.state for b in bookings] == [State.BOOKED, State.WAITLISTED, State.WAITLISTED]
    assert [place_in_line(b) for b in bookings[1:]] == [1, 2]


def test_booking_twice_gives_the_same_seat(world, session):
    assert book(world.enrolment, session) == book(world.enrolment, session)


def test_a_seat_given_back_goes_to_the_first_in_line(world, session):
    first, second, third = book(world.enrolment, session), book(world.more(), session), book(world.more(), session)
    cancel_booking(booking=first, actor=None, now=timezone.now())
    second.refresh_from_db(), third.refresh_from_db()
    assert (second.state, third.state) == (State.BOOKED, State.WAITLISTED)


def test_cancelling_twice_moves_up_one_person_only(world, session):
    first, second, third = book(world.enrolment, session), book(world.more(), session), book(world.more(), session)
    for _ in range(2):
        cancel_booking(booking=first, actor=None, now=timezone.now())
    assert session.bookings.filter(state=State.BOOKED).get() == second
    assert place_in_line(third) == 1


def test_who_comes_back_stands_at_the_end_of_the_line(world, session):
    first, second = book(world.enrolment, session), book(world.more(), session)
    third = book(world.more(), session)
    cancel_booking(booking=second, actor=None, now=timezone.now())
    again = book(second.enrolment, session)
    assert again.pk == second.pk
    assert [place_in_line(third), place_in_line(again)] == [1, 2]
    assert first.state == State.BOOKED


@pytest.mark.parametrize("code", ["other_run", "session_begun", "already_passed", "seat_elsewhere"])
def test_a_seat_is_refused_with_its_reason(world, neighbours, session, code):
    enrolment, now = world.enrolment, timezone.now()
    if code == "other_run":
        enrolment = neighbours.enrolment
    elif code == "session_begun":
        now = session.starts_at
    elif code == "already_passed":
        StepCompletion.objects.create(enrolment=enrolment, step=world.drill, how=StepCompletion.How.DRILL)
    else:
        book(enrolment, session_of(world.run, world.drill, world.trainer, starts_in=48))
    with pytest.raises(BookingRefused) as refusal:
        book(enrolment, session, now=now)
    assert refusal.value.code == code
    assert not Booking.objects.filter(session=session).exists()


def test_who_has_checked_in_keeps_the_seat(world, session):
    booking = book(world.enrolment, session)
    check_in(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=timezone.now())
    with pytest.raises(BookingRefused):
        cancel_booking(booking=booking, actor=None, now=timezone.now())


def test_a_booking_has_no_other_moves(world, session):
    booking = book(world.enrolment, session)
    with pytest.raises(StateRefused):
        move_booking(booking, State.WAITLISTED, now=timezone.now())


def test_check_in_by_the_code_on_the_screen(world, session):
    booking, now = book(world.enrolment, session), session.starts_at
    event = check_in_by_code(booking=booking, code=code_at(session.code_seed, now), actor=None, now=now)
    again = check_in(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=now)
    assert (again, event.how) == (event, Attendance.How.CODE)


def test_a_wrong_code_is_refused_and_guessing_ends(world, session):
    booking, now = book(world.enrolment, session), session.starts_at
    codes = []
    for _ in range(10):
        with pytest.raises(CheckInRefused) as refusal:
            check_in_by_code(booking=booking, code="x", actor=None, now=now)
        codes.append(refusal.value.code)
    assert codes == ["wrong_code"] * 8 + ["too_many_codes"] * 2
    assert not booking.attendance.exists()


@pytest.mark.parametrize(
    ("state", "hours", "code"),
    [
        (State.WAITLISTED, 0, "waitlisted"),
        (State.CANCELLED, 0, "cancelled"),
        (State.BOOKED, -1, "not_open"),
        (State.BOOKED, 3, "not_open"),
    ],
)
def test_a_learner_cannot_check_in(world, session, state, hours, code):
    booking = seat_in(session, world.enrolment, state)
    now = session.starts_at + timedelta(hours=hours)
    with pytest.raises(CheckInRefused) as refusal:
        check_in(booking=booking, how=Attendance.How.CODE, actor=None, now=now)
    assert refusal.value.code == code


def test_a_trainer_lets_somebody_from_the_line_in(world, session):
    booking = seat_in(session, world.enrolment, State.WAITLISTED)
    check_in(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=timezone.now())
    booking.refresh_from_db()
    assert booking.state == State.BOOKED


def test_nobody_leaves_who_never_came(world, session):
    booking, now = seat_in(session, world.enrolment), timezone.now()
    with pytest.raises(CheckInRefused):
        check_out(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=now)
    check_in(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=now)
    events = [check_out(booking=booking, how=Attendance.How.ROSTER, actor=None, now=now) for _ in range(2)]
    assert events[0] == events[1]


def came(world, session, enrolment=None):
    booking = seat_in(session, enrolment or world.enrolment)
    check_in(booking=booking, how=Attendance.How.ROSTER, actor=world.trainer, now=timezone.now())
    return booking


def sheet_of(world, booking, **fields):
    items = rubric_of(world.drill)
    facts = {
        "key": uuid.uuid4(),
        "booking": booking,
        "assessor": world.trainer,
        "cuts": {},
        "criticals": (),
        "note": "",
        "stamp": rubric.stamp(items, world.drill.pass_mark),
        "now": timezone.now(),
    }
    return score_drill(**(facts | fields))


def uid_of(world, place):
    return rubric_of(world.drill)[place].uid


def test_a_passed_drill_is_completed_with_hours_of_kind_drill(world, session):
    sheet = sheet_of(world, came(world, session), cuts={uid_of(world, 0): {1}})
    assert (sheet.total, sheet.passed) == (Decimal("69.5"), True)
    assert [s.points for s in sheet.scores.all()] == [Decimal("29.5"), Decimal("40.0")]
    entry = CreditEntry.objects.get(enrolment=world.enrolment)
    assert (entry.kind, entry.hours) == (CreditEntry.Kind.DRILL, Decimal("3.00"))


def test_a_failed_drill_completes_nothing(world, session):
    sheet = sheet_of(world, came(world, session), criticals=[uid_of(world, 1)])
    assert (sheet.passed, sheet.has_critical_failure) == (False, True)
    assert not StepCompletion.objects.filter(enrolment=world.enrolment).exists()


def test_the_same_key_is_one_sheet(world, session):
    booking, key = came(world, session), uuid.uuid4()
    first = sheet_of(world, booking, key=key)
    again = sheet_of(world, booking, key=key, criticals=[uid_of(world, 1)])
    assert (first, RubricSheet.objects.count(), CreditEntry.objects.count()) == (again, 1, 1)


def test_a_key_of_somebody_elses_sheet_is_refused(world, session):
    key = uuid.uuid4()
    sheet_of(world, came(world, session), key=key)
    with pytest.raises(ScoringRefused) as refusal:
        sheet_of(world, came(world, session, world.more()), key=key)
    assert refusal.value.code == "foreign_key"


def test_scoring_needs_the_learner_to_be_there(world, session):
    with pytest.raises(ScoringRefused) as refusal:
        sheet_of(world, seat_in(session, world.enrolment))
    assert refusal.value.code == "not_checked_in"


def test_a_rubric_changed_meanwhile_is_not_scored(world, session):
    booking, old = came(world, session), rubric.stamp(rubric_of(world.drill), world.drill.pass_mark)
    item = world.drill.rubric_items.first()
    item.points = 50
    item.save()
    with pytest.raises(ScoringRefused) as refusal:
        sheet_of(world, booking, stamp=old)
    assert refusal.value.code == "rubric_changed"


def test_a_deduction_that_does_not_exist_is_refused(world, session):
    with pytest.raises(ScoringRefused) as refusal:
        sheet_of(world, came(world, session), cuts={uid_of(world, 0): {7}})
    assert refusal.value.code == "unknown_deduction"


def test_several_assessors_are_joined_and_the_newest_of_each_counts(world, session):
    booking = came(world, session)
    sheet_of(world, booking, criticals=[uid_of(world, 1)])
    sheet_of(world, booking, cuts={uid_of(world, 0): {0}})
    sheet_of(world, booking, assessor=world.officer)
    result = result_of(list(booking.sheets.all()))
    assert (result.total, result.passed) == (Decimal("90.0"), True)


def session_facts(world, **fields):
    starts_at = timezone.now() + timedelta(days=1)
    facts = {
        "uid": uuid.uuid4(),
        "actor": world.trainer,
        "run": world.run,
        "page": world.drill,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "place": "和平社区",
        "capacity": 24,
    }
    return facts | fields


def test_planning_twice_with_one_form_is_one_session(world):
    facts = session_facts(world)
    assert open_session(**facts) == open_session(**facts)
    assert AuditEvent.objects.filter(action="courses.open_session").count() == 1


@pytest.mark.parametrize("code", ["ends_before_start", "other_course", "no_seat"])
def test_a_session_is_refused(world, neighbours, code):
    wrong = {
        "ends_before_start": {"ends_at": timezone.now()},
        "other_course": {"page": neighbours.drill},
        "no_seat": {"capacity": 0},
    }
    with pytest.raises(SessionRefused) as refusal:
        open_session(**session_facts(world, **wrong[code]))
    assert refusal.value.code == code
    assert not DrillSession.objects.exists()


def test_who_is_withdrawn_leaves_the_seat_to_the_next(world, session):
    book(world.enrolment, session)
    second = book(world.more(), session)
    withdraw_person(actor=world.officer, enrolment=world.enrolment, reason="调走了")
    second.refresh_from_db()
    assert second.state == State.BOOKED
    assert AuditEvent.objects.get(action="courses.withdraw").reason == "调走了"


# --- what the audit log says --------------------------------------------------------------------------------


def test_scoring_anew_is_told_from_scoring_with_the_points_before(world, session):
    booking = came(world, session)
    sheet_of(world, booking, cuts={uid_of(world, 0): {1}})
    sheet_of(world, booking)
    first, second = AuditEvent.objects.filter(action__contains="score_drill").order_by("id")
    assert (first.action, second.action) == ("courses.score_drill", "courses.rescore_drill")
    assert (first.actor, first.unit) == (world.trainer, world.run.unit)
    assert first.person_uid == world.enrolment.person.uid
    assert Decimal(second.data["points_before"]) == Decimal(first.data["points"]) < Decimal(second.data["points"])


def test_the_same_sheet_sent_twice_is_one_line(world, session):
    booking, key = came(world, session), uuid.uuid4()
    for _ in range(2):
        sheet_of(world, booking, key=key)
    assert AuditEvent.objects.filter(action="courses.score_drill").count() == 1


def test_corrected_hours_are_one_line_with_the_reason(world, session):
    sheet_of(world, came(world, session))
    entry = CreditEntry.objects.get()
    for _ in range(2):
        reverse_credit(entry=entry, actor=world.trainer, reason="记错了人")
    event = AuditEvent.objects.get(action="courses.reverse_credit")
    assert (event.reason, event.person_uid) == ("记错了人", world.enrolment.person.uid)
    assert Decimal(event.data["hours"]) == -entry.hours
