"""Two at the same time. On PostgreSQL, where two transactions really run side by side."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from foundation.api import Job
from people.models import AuditEvent, Employment, LoginSlip, Person, RosterRow, SlipBatch
from people.services.apply_roster import apply_roster, confirm_roster
from people.services.ask_login_code import CodeRefused, ask_login_code
from people.services.check_login_code import CodeWrong, check_login_code
from people.services.login_slips import SlipOver, issue_login_slips, use_slip_token
from people.services.plan_roster import receive_roster
from people.services.slip_batches import issue_slip_batch
from people.services.undo_roster import start_undo, undo_roster
from people.services.worker_numbers import allocate_worker_numbers
from tests.factories.people import PersonFactory, county_factory, identity_number, officer_factory
from tests.people.rosters import workbook

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(times: int, work: Callable[[], Any]) -> list[Any]:
    """What each of so many threads got; a raised error is raised here."""

    def one(_: int) -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_worker_numbers_are_never_given_out_twice():
    given = at_once(6, lambda: allocate_worker_numbers(county_code="990201", count=5))
    numbers = [number for numbers in given for number in numbers]
    assert sorted(numbers) == [f"G990201{number:05d}" for number in range(1, 31)]


def test_roster_confirmed_by_two_clicks_at_once_is_one_job():
    county = county_factory()
    officer = officer_factory(county.county)
    data = workbook(("王小丫", identity_number(1), "13800000000", county.village.name, ""))
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data)
    jobs = at_once(4, lambda: confirm_roster(actor=officer, roster=roster).pk)
    assert set(jobs) == {Job.objects.get().pk}


def test_roster_applied_by_two_workers_at_once_is_imported_once():
    county = county_factory()
    officer = officer_factory(county.county)
    rows = [("王小丫", identity_number(number), "13800000000", county.village.name, "") for number in range(30)]
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=workbook(*rows))
    params = {"roster": str(roster.uid)}
    job = Job.objects.create(kind="people.apply_roster", title="导入", owner=officer, params=params)
    at_once(2, lambda: apply_roster(Job.objects.get(pk=job.pk), lambda done, total: None))
    roster.refresh_from_db()
    assert (Person.objects.count(), roster.counts["new"], roster.counts["refused"]) == (30, 30, 0)


def test_slip_form_sent_by_two_clicks_at_once_issues_once():
    county = county_factory()
    officer = officer_factory(county.county)
    person = PersonFactory(unit=county.village)
    uid = person.uid
    work = lambda: issue_slip_batch(actor=officer, uid=uid, unit=county.county, people=[person])  # noqa: E731
    at_once(3, work)
    assert (SlipBatch.objects.count(), LoginSlip.objects.count()) == (1, 1)


def test_two_officers_who_import_the_same_people_at_once_make_each_of_them_once():
    county = county_factory()
    rows = [("王小丫", identity_number(number), "13800000000", county.village.name, "") for number in range(60)]
    rosters = [
        receive_roster(
            actor=officer_factory(county.county, name),
            unit=county.county,
            name=f"{name}.xlsx",
            data=workbook(*listed),
        )
        for name, listed in (("one", rows), ("two", rows[::-1]))
    ]
    jobs = [confirm_roster(actor=roster.uploaded_by, roster=roster) for roster in rosters]
    waiting = iter(jobs)
    at_once(2, lambda: apply_roster(Job.objects.get(pk=next(waiting).pk), lambda done, total: None))
    assert (Person.objects.count(), Employment.objects.count()) == (60, 60)
    done = RosterRow.objects.filter(is_done=True)
    assert done.count() == 60
    assert RosterRow.objects.filter(kind="refused", is_done=False).count() == 60
    assert len({row.person_id for row in done}) == 60


def test_undoing_by_two_workers_at_once_is_done_once():
    county = county_factory()
    officer = officer_factory(county.county)
    PersonFactory.create_batch(5, unit=county.village, name="王小丫", phone="13900000000")
    numbers = [person.identity.number for person in Person.objects.all()]
    numbers += [identity_number(number) for number in range(90_000, 90_010)]
    rows = [("王小丫", number, "13800000000", county.village.name, "网格员") for number in numbers]
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=workbook(*rows))
    apply_roster(confirm_roster(actor=officer, roster=roster), lambda done, total: None)
    job = start_undo(actor=officer, roster=roster)
    at_once(2, lambda: undo_roster(Job.objects.get(pk=job.pk), lambda done, total: None))
    roster.refresh_from_db()
    assert (Person.objects.count(), roster.state) == (5, "undone")
    assert set(Person.objects.values_list("phone", flat=True)) == {"13900000000"}
    assert AuditEvent.objects.filter(action="people.undo_import").count() == 1


def test_slip_scanned_by_two_at_once_opens_once():
    county = county_factory()
    officer = officer_factory(county.county)
    person = PersonFactory(unit=county.village)
    token = issue_login_slips(actor=officer, people=[person])[0].token

    def scan() -> bool:
        try:
            return bool(use_slip_token(token=token))
        except SlipOver:
            return False

    assert sorted(at_once(4, scan)) == [False, False, False, True]


@pytest.fixture
def inbox(settings: Any, tmp_path: Any) -> Callable[[], list[str]]:
    path = tmp_path / "sms.txt"
    settings.SMS_BACKEND, settings.SMS_OPTIONS = "people.logins.sms.FileSms", {"path": str(path)}
    return lambda: path.read_text(encoding="utf-8").splitlines()


def test_codes_asked_for_by_two_at_once_are_one_message(inbox):
    PersonFactory(unit=county_factory().village, phone="13812345678")

    def ask() -> bool:
        try:
            ask_login_code(phone="13812345678", address="10.0.0.1")
        except CodeRefused:
            return False
        return True

    assert sorted(at_once(4, ask)) == [False, False, False, True]
    assert len(inbox()) == 1


def test_right_code_typed_by_two_at_once_opens_once(inbox):
    PersonFactory(unit=county_factory().village, phone="13812345678")
    ask_login_code(phone="13812345678", address="10.0.0.1")
    code = inbox()[0].partition("验证码 ")[2][:6]

    def type_in() -> int:
        try:
            return len(check_login_code(phone="13812345678", code=code))
        except CodeWrong:
            return 0

    assert sorted(at_once(4, type_in)) == [0, 0, 0, 1]


def test_wrong_codes_typed_by_many_at_once_are_all_counted(inbox):
    PersonFactory(unit=county_factory().village, phone="13812345678")
    ask_login_code(phone="13812345678", address="10.0.0.1")
    wrong = f"{(int(inbox()[0].partition('验证码 ')[2][:6]) + 1) % 10**6:06d}"

    def type_in() -> str:
        try:
            return str(check_login_code(phone="13812345678", code=wrong))
        except CodeWrong as refused:
            return refused.code

    assert sorted(at_once(8, type_in)) == ["locked"] * 4 + ["wrong"] * 4
