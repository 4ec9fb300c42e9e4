"""A run is closed and opened again; a drill session is moved or called off."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Booking, Run
from courses.services.book_drill import BookingRefused, book_drill
from courses.services.change_session import cancel_session, move_session
from courses.services.check_in import CheckInRefused, check_in
from courses.services.close_run import CloseRefused, close_run, reopen_run
from courses.services.open_run import RunRefused, enrol_people
from courses.services.open_session import SessionRefused, open_session
from people.models import AuditEvent
from tests.factories.drills import seat_in, session_of

pytestmark = pytest.mark.django_db
State = Booking.State


def close(world, **fields):
    return close_run(**({"run": world.run, "actor": world.officer, "now": timezone.now()} | fields))


def move(session, actor, **fields):
    facts = {name: getattr(session, name) for name in ("starts_at", "ends_at", "place", "capacity")}
    return move_session(session=session, actor=actor, now=timezone.now(), **(facts | fields))


def cancel(session, actor, **fields):
    return cancel_session(
        **({"session": session, "actor": actor, "reason": "大雪", "now": timezone.now()} | fields)
    )


def deeds(*names):
    return list(AuditEvent.objects.filter(action__in=names).order_by("pk").values_list("action", "reason"))


def test_a_closed_run_takes_nobody_in_and_opens_again_with_a_reason(world):
    for _ in range(2):
        close(world)
    person = world.more().person
    with pytest.raises(RunRefused):
        enrol_people(actor=world.officer, run=world.run, people=[person])
    start = timezone.now() + timedelta(days=1)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=2), "place": "所", "capacity": 5}
    run = Run.objects.get(pk=world.run.pk)
    with pytest.raises(SessionRefused):
        open_session(uid=uuid.uuid4(), actor=world.trainer, run=run, page=world.drill, **facts)
    for _ in range(2):
        reopen_run(run=world.run, actor=world.officer, reason="点错了")
    assert enrol_people(actor=world.officer, run=world.run, people=[person]) == 0
    assert deeds("courses.close_run", "courses.reopen_run") == [
        ("courses.close_run", ""),
        ("courses.reopen_run", "点错了"),
    ]


def test_a_run_with_a_drill_to_come_stays_open_until_it_is_held_or_cancelled(world):
    session = session_of(world.run, world.drill, world.trainer)
    with pytest.raises(CloseRefused):
        close(world)
    cancel(session, world.trainer)
    assert close(world).state == Run.State.CLOSED


def test_moving_keeps_seats_and_gives_new_ones_to_the_waiting_list(world):
    session = session_of(world.run, world.drill, world.trainer, capacity=1)
    seat, waiting = seat_in(session, world.enrolment), seat_in(session, world.more(), State.WAITLISTED)
    later = session.starts_at + timedelta(days=2)
    facts = {"starts_at": later, "ends_at": later + timedelta(hours=1), "place": "文化站", "capacity": 2}
    for _ in range(2):
        moved = move(session, world.trainer, **facts)
    assert (moved.starts_at, moved.place, moved.capacity) == (later, "文化站", 2)
    seat.refresh_from_db(), waiting.refresh_from_db()
    assert (seat.state, waiting.state) == (State.BOOKED, State.BOOKED)
    event = AuditEvent.objects.get(action="courses.move_session")
    assert ("和平社区 1" in event.data["before"], "文化站 2" in event.data["after"]) == (True, True)


@pytest.mark.parametrize(
    ("hours", "length", "capacity", "code"),
    [(48, -1, 2, "ends_before_start"), (-48, 1, 2, "past"), (48, 1, 1, "seats_taken")],
)
def test_a_session_moves_only_to_where_it_can_be_held(world, hours, length, capacity, code):
    session = session_of(world.run, world.drill, world.trainer, capacity=2)
    for enrolment in (world.enrolment, world.more()):
        seat_in(session, enrolment)
    start = timezone.now() + timedelta(hours=hours)
    with pytest.raises(SessionRefused) as refused:
        move(session, world.trainer, starts_at=start, ends_at=start + timedelta(hours=length), capacity=capacity)
    assert refused.value.code == code


def test_calling_off_gives_every_seat_back_for_good(world):
    session = session_of(world.run, world.drill, world.trainer, capacity=1)
    bookings = [seat_in(session, world.enrolment), seat_in(session, world.more(), State.WAITLISTED)]
    for _ in range(2):
        cancel(session, world.trainer)
    assert [Booking.objects.get(pk=b.pk).state for b in bookings] == [State.CANCELLED, State.CANCELLED]
    assert deeds("courses.cancel_session") == [("courses.cancel_session", "大雪")]
    assert AuditEvent.objects.get(action="courses.cancel_session").data == {"seats_given_back": 2}
    session.refresh_from_db()
    with pytest.raises(BookingRefused):
        book_drill(enrolment=world.enrolment, session=session, actor=None, now=timezone.now())
    with pytest.raises(CheckInRefused):
        check_in(booking=Booking.objects.get(pk=bookings[0].pk), how="roster", actor=None, now=timezone.now())
    with pytest.raises(SessionRefused):
        move(session, world.trainer, place="别处")


def test_where_somebody_came_the_session_was_held(world):
    session = session_of(world.run, world.drill, world.trainer, starts_in=-1)
    check_in(booking=seat_in(session, world.enrolment), how="roster", actor=world.trainer, now=timezone.now())
    for deed in (lambda: cancel(session, world.trainer), lambda: move(session, world.trainer, place="别处")):
        with pytest.raises(SessionRefused) as refused:
            deed()
        assert refused.value.code == "checked_in"


def test_learners_read_why_their_session_is_off_and_others_never_see_it(client, world):
    session = session_of(world.run, world.drill, world.trainer)
    stranger = world.more()
    seat_in(session, world.enrolment)
    cancel(session, world.trainer)
    page = reverse("drill_session", args=[session.uid])
    client.force_login(world.worker)
    assert "已取消" in client.get(reverse("drills")).content.decode()
    body = client.get(page).content.decode()
    assert "大雪" in body
    assert reverse("drill_book", args=[session.uid]) not in body
    client.force_login(stranger.person.user)
    assert session.place not in client.get(reverse("drills")).content.decode()


def test_the_officer_closes_after_looking_once_more(client, world):
    client.force_login(world.officer)
    page = reverse("courses_run_close", args=[world.run.uid])
    assert "还有 1 人没学完" in client.get(page).content.decode()
    session = session_of(world.run, world.drill, world.trainer)
    assert client.get(page).context["coming"] == [session]
    assert "先取消" in client.post(page, follow=True).content.decode()
    cancel(session, world.trainer)
    client.post(page)
    assert Run.objects.get(pk=world.run.pk).state == Run.State.CLOSED
    again = reverse("courses_run_reopen", args=[world.run.uid])
    assert client.post(again, {"reason": " "}).status_code == 422
    client.post(again, {"reason": "还有人没考完"})
    assert Run.objects.get(pk=world.run.pk).state == Run.State.OPEN


def test_staff_move_and_cancel_their_sessions(client, world):
    session = session_of(world.run, world.drill, world.trainer)
    client.force_login(world.trainer)
    day = timezone.localdate() + timedelta(days=3)
    form = {"day": day, "begins": "09:00", "ends": "08:00", "place": "文化站", "capacity": 12}
    page = reverse("courses_drill_move", args=[session.uid])
    assert client.get(page).context["form"].initial["place"] == session.place
    assert client.post(page, form).status_code == 422
    assert client.post(page, form | {"ends": "10:30"}).url == reverse("courses_drills")
    session.refresh_from_db()
    assert (timezone.localdate(session.starts_at), session.place, session.capacity) == (day, "文化站", 12)
    page = reverse("courses_drill_cancel", args=[session.uid])
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "讲师生病"}).url == reverse("courses_drills")
    assert "讲师生病" in client.get(reverse("courses_drills"), {"show": "cancelled"}).content.decode()


def test_a_refused_move_keeps_what_was_typed(client, world):
    session = session_of(world.run, world.drill, world.trainer, capacity=5)
    for enrolment in (world.enrolment, world.more()):
        seat_in(session, enrolment)
    client.force_login(world.trainer)
    day = timezone.localdate() + timedelta(days=3)
    form = {"day": day, "begins": "09:00", "ends": "10:30", "place": "文化站二楼", "capacity": 1}
    answer = client.post(reverse("courses_drill_move", args=[session.uid]), form)
    page = answer.content.decode()
    assert (answer.status_code, "文化站二楼" in page, "名额不能比这更少" in page) == (422, True, True)
    cancelled = cancel_session(session=session, actor=world.trainer, reason="大雪", now=timezone.now())
    answer = client.post(reverse("courses_drill_move", args=[cancelled.uid]), form | {"capacity": 9})
    assert (answer.status_code, "文化站二楼" in answer.content.decode()) == (422, True)


def test_the_neighbours_runs_and_sessions_are_not_there(client, world, neighbours):
    theirs = session_of(neighbours.run, neighbours.drill, neighbours.trainer)
    client.force_login(world.officer)
    for name, uid in (
        ("courses_run_close", neighbours.run.uid),
        ("courses_run_reopen", neighbours.run.uid),
        ("courses_drill_move", theirs.uid),
        ("courses_drill_cancel", theirs.uid),
    ):
        assert client.get(reverse(name, args=[uid])).status_code == 404
        assert client.post(reverse(name, args=[uid]), {"reason": "x"}).status_code == 404
