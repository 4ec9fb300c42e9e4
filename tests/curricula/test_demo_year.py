"""The seeded year: its figures by query, everything in it consistent, and only where nobody is."""

import json
import stat
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.utils import timezone
from wagtail.models import TaskState

from certificates.models import Certificate, IssueBatch
from courses.api import is_run_fulfilled, training_figures
from courses.models import CreditEntry, DrillSession, Enrolment, LessonVisit, RubricSheet, Run, StepCompletion
from curricula.rules.year_school import made_up_people, planned_sessions, read_year_school
from curricula.services.demo_year import SeededYear, start_year
from curricula.services.find_packs import find_plugin
from exams.models import Attempt
from foundation.append_only import tables_without_triggers
from people.models import AuditEvent, DataRequest, Person, RosterImport, RosterRow, Unit, User
from people.selectors.national import holders_on
from people.services.check_audit import check_audit
from people.services.seal_audit import seal_audit
from tests.support.shared import made_once, read_anew

NOW = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
PACKS = ("packs/grid-worker-onboarding", "packs/t08-fire-safety", "packs/t01-duties-and-ethics")


def fujin() -> Any:
    return find_plugin("fujin")


def whole() -> Any:
    return read_year_school(fujin().year_file())


# --- the plan, which needs no database ---------------------------------------------------------------------------


def test_the_plan_holds_exactly_the_figures_of_the_year() -> None:
    year = whole()
    plan = planned_sessions(year, Random(year.seed))
    assert (len(plan), sum(planned.came for planned in plan)) == (247, 13_083)
    assert all(1 <= planned.came <= year.stations[planned.station].people for planned in plan)
    assert Counter(planned.station for planned in plan) == dict.fromkeys(range(13), 19)
    assert (max(planned.days_ago for planned in plan), min(planned.days_ago for planned in plan)) == (350, 25)
    assert year.holders == 172
    assert len(year.stations) == 13


def test_one_seed_makes_one_year() -> None:
    year = whole()
    first, second = ((planned_sessions(year, rng), made_up_people(year, rng)) for rng in (Random(7), Random(7)))
    assert first == second
    assert first != (planned_sessions(year, Random(8)), made_up_people(year, Random(8)))


def test_the_people_are_as_varied_as_people_are() -> None:
    people = [one for station in made_up_people(whole(), Random(1)) for one in station]
    assert len(people) == sum(station.people for station in whole().stations)
    assert len({one.identity_number for one in people}) == len(people)
    assert {one.identity_number[:6] for one in people} == {"990101"}
    names = [one.name for one in people]
    assert max(len(name) for name in names) == 25
    assert {"张䶮", "㛃建国", "𠅤文", "阿依古丽·买买提"} <= set(names)
    assert len(set(names)) > len(names) * 0.9


# --- the year of one station ----------------------------------------------------------------------------------


def make(folder: Path, **fields: Any) -> SeededYear:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(fujin()), "packs", PACKS)
        return start_year(plugin=fujin(), folder=folder, now=NOW, stations=1, say=lambda words: None, **fields)


@pytest.fixture(scope="module")
def shared_year(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, SeededYear]]:
    folder = tmp_path_factory.mktemp("year")
    with made_once(django_db_blocker, lambda: make(folder)) as year:
        yield folder, year


@pytest.fixture
def year(shared_year: tuple[Path, SeededYear], db: None) -> SeededYear:
    return read_anew(shared_year[1])


def test_the_figures_by_query_are_those_of_the_file(year: SeededYear) -> None:
    asked = whole().scaled(1)
    assert (asked.sessions, asked.person_times, asked.holders) == (19, 1006, 13)
    today = timezone.localdate(NOW)
    figures = training_figures(year.county, today - timedelta(days=365), today)
    assert (figures.sessions, figures.person_times) == (19, 1006)
    assert holders_on(year.county, today).total == 13
    assert year.is_new


def test_everybody_in_it_is_made_up(year: SeededYear) -> None:
    assert {person.identity.is_demo for person in Person.objects.all()} == {True}
    assert Person.objects.count() == 82


def test_nothing_happens_later_than_now(year: SeededYear) -> None:
    assert not RubricSheet.objects.filter(booking__session__ends_at__gt=NOW).exists()
    for model in (StepCompletion, LessonVisit, RubricSheet, CreditEntry):
        assert not model.objects.filter(created_at__gt=NOW).exists()
    assert not Attempt.objects.filter(submitted_at__gt=NOW).exists()


def test_runs_are_finished_running_behind_and_planned(year: SeededYear) -> None:
    today = timezone.localdate(NOW)
    runs = list(Run.objects.all())
    assert any(run.ends_on < today and run.state == Run.State.CLOSED for run in runs)
    assert any(run.starts_on <= today <= run.ends_on for run in runs)
    [planned] = [run for run in runs if run.starts_on > today]
    assert not StepCompletion.objects.filter(enrolment__run=planned).exists()
    assert any(Enrolment.objects.filter(run=run, state="completed").exists() for run in runs)


def test_totals_agree_with_the_rows(year: SeededYear) -> None:
    """Who completed a run fulfils its rule, who does not, does not; no day holds more hours than it may."""
    for enrolment in Enrolment.objects.select_related("run__course").order_by("pk")[::7]:
        assert (enrolment.state == Enrolment.State.COMPLETED) == is_run_fulfilled(enrolment)
    days = CreditEntry.objects.values("enrolment__person", "kind", "day").annotate(sum=Sum("hours"))
    assert max(row["sum"] for row in days) <= 8
    steps = StepCompletion.objects.filter(how="read").count()
    assert LessonVisit.objects.count() == steps


def test_attempts_are_marked_by_the_rules(year: SeededYear) -> None:
    attempts = Attempt.objects.all()
    assert {attempt.passed for attempt in attempts} == {True, False}
    sums: dict[int, Any] = defaultdict(int)
    for pk, marks in Attempt.objects.values_list("pk", "items__mark__marks"):
        sums[pk] += marks
    assert all(attempt.score == sums[attempt.pk] for attempt in attempts)
    assert all(attempt.item_count == attempt.items.count() for attempt in attempts[:5])
    assert len({attempt.receipt_no for attempt in attempts}) == len(attempts)
    passed = set(Attempt.objects.filter(passed=True, page__is_mock=False).values_list("enrolment", "page"))
    done = set(
        StepCompletion.objects.filter(how="exam", step__exampage__is_mock=False).values_list("enrolment", "step")
    )
    assert passed == done


def test_drills_end_in_sheets_and_hours(year: SeededYear) -> None:
    assert RubricSheet.objects.count() == 1006
    assert RubricSheet.objects.filter(passed=False).exists()
    assert CreditEntry.objects.filter(kind="drill").count() == StepCompletion.objects.filter(how="drill").count()


def test_facts_are_as_safe_as_ever(year: SeededYear) -> None:
    assert tables_without_triggers() == []
    seal_audit()
    assert check_audit().is_whole
    assert AuditEvent.objects.filter(action="courses.open_session").count() == 20


def test_everybody_has_something_waiting(year: SeededYear) -> None:
    coming = DrillSession.objects.get(ends_at__gt=NOW)
    assert coming.bookings.count() == 8
    assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 3
    assert DataRequest.objects.filter(state="open").count() == 3
    roster = RosterImport.objects.get()
    kinds = Counter(roster.rows.values_list("kind", flat=True))
    assert kinds[RosterRow.Kind.REFUSED] >= 3
    assert kinds[RosterRow.Kind.NEW] >= 2
    assert Person.objects.filter(state=Person.State.LEFT).count() == 6


def test_certificates_have_numbers_and_wait_for_their_press(year: SeededYear) -> None:
    batch = IssueBatch.objects.get()
    assert Certificate.objects.count() == batch.items.exclude(certificate=None).count() > 10
    assert not Certificate.objects.filter(pdf__isnull=False).exists()
    assert batch.job is not None
    assert not batch.job.is_over


def test_the_accounts_open_and_are_kept(year: SeededYear, shared_year: tuple[Path, SeededYear]) -> None:
    path = shared_year[0] / "demo-accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    stored = json.loads(path.read_text())
    assert set(stored) == {"worker", "trainer", "officer", "administrator"}
    for entry in stored.values():
        assert User.objects.get(username=entry["login"]).check_password(entry["password"])
    assert stored["trainer"]["login"] == "trainer"


def test_a_second_time_it_says_that_it_is_there(year: SeededYear, shared_year: tuple[Path, SeededYear]) -> None:
    before = [model.objects.count() for model in (Person, Run, StepCompletion, Unit)]
    again = make(shared_year[0])
    assert not again.is_new
    assert [account.login for account in again.accounts] == [account.login for account in year.accounts]
    assert [model.objects.count() for model in (Person, Run, StepCompletion, Unit)] == before


def test_the_demonstration_leaves_it_as_it_is(
    year: SeededYear, shared_year: tuple[Path, SeededYear], settings: Any
) -> None:
    settings.VAR_DIR = shared_year[0]
    before = Person.objects.count()
    out = StringIO()
    call_command("demo", "--plugin", "fujin", stdout=out)
    assert "trainer" in out.getvalue()
    assert Person.objects.count() == before
