"""The demonstration school: every role has something to do, and ten starts make one school."""

import json
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from courses.models import Booking, DrillSession, Enrolment, StepCompletion
from curricula.services.demo import Demo, DemoRefused, start_demo
from curricula.services.find_packs import find_plugin
from people.models import Person, RoleAssignment, Unit, User
from tests.support.shared import made_once, read_anew

NOW = datetime(2026, 11, 23, 1, 10, tzinfo=UTC)


def start(folder: Path, *, now: datetime = NOW, password: str = "") -> Demo:
    plugin = find_plugin("fujin")
    return start_demo(plugin=plugin, folder=folder, now=now, fixed_password=password, say=lambda words: None)


def count_rows() -> list[int]:
    models = (Unit, User, Person, RoleAssignment, Enrolment, StepCompletion, DrillSession, Booking)
    return [model.objects.count() for model in models]


@pytest.fixture(scope="module")
def shared_start(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Demo]]:
    folder = tmp_path_factory.mktemp("demo")
    with made_once(django_db_blocker, lambda: start(folder)) as demo:
        yield folder, demo


@pytest.fixture
def demo(shared_start: tuple[Path, Demo], tmp_path: Path, db: None) -> Demo:
    """What the first start made; its files are in tmp_path."""
    shutil.copytree(shared_start[0], tmp_path, dirs_exist_ok=True)
    return read_anew(shared_start[1])


def test_every_role_has_something_to_do(demo: Demo) -> None:
    assert [account.role for account in demo.accounts] == ["worker", "trainer", "officer", "administrator"]
    worker = User.objects.get(username=demo.accounts[0].login)
    enrolment = Enrolment.objects.get(person__user=worker)
    assert (enrolment.state, enrolment.completions.count()) == (Enrolment.State.ACTIVE, 0)
    soon, later = demo.sessions
    assert timedelta(minutes=15) <= soon.starts_at - NOW <= timedelta(minutes=45)
    assert later.starts_at - NOW > timedelta(days=1)
    assert {session.trainer.username for session in demo.sessions} == {"trainer"}
    assert soon.bookings.filter(state=Booking.State.BOOKED).count() == 3
    assert Enrolment.objects.filter(state=Enrolment.State.COMPLETED).count() == 2
    assert User.objects.get(username="admin").is_superuser


def test_everybody_in_it_is_made_up(demo: Demo) -> None:
    assert {person.identity.is_demo for person in Person.objects.all()} == {True}


def test_a_second_start_changes_nothing(demo: Demo, tmp_path: Path) -> None:
    before = count_rows()
    second = start(tmp_path)
    assert count_rows() == before
    assert second.accounts == demo.accounts


def test_when_the_sessions_are_over_new_ones_are_planned(demo: Demo, tmp_path: Path) -> None:
    later = start(tmp_path, now=NOW + timedelta(days=10))
    assert [session.starts_at > NOW + timedelta(days=10) for session in later.sessions] == [True, True]
    assert DrillSession.objects.count() == 4


def test_passwords_are_random_kept_and_readable_by_the_owner_only(demo: Demo, tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    stored = json.loads(path.read_text())
    for account in demo.accounts:
        assert stored[account.role]["password"] == account.password
        user = User.objects.get(username=account.login)
        assert user.check_password(account.password)
        assert not user.must_change_password
    assert len({account.password for account in demo.accounts}) == 4


def test_the_environment_may_fix_the_password(demo: Demo, tmp_path: Path) -> None:
    later = start(tmp_path, password="fixed-for-tests")
    assert {account.password for account in later.accounts} == {"fixed-for-tests"}
    assert User.objects.get(username="trainer").check_password("fixed-for-tests")


def test_a_password_that_somebody_changed_stays(demo: Demo, tmp_path: Path) -> None:
    user = User.objects.get(username="officer")
    user.set_password("my own words")
    user.save()
    start(tmp_path)
    assert User.objects.get(username="officer").check_password("my own words")


@pytest.mark.django_db
def test_installations_with_real_people_refuse_it(tmp_path: Path, settings: object) -> None:
    settings.ALLOW_DEMO_IDENTITIES = False  # type: ignore[attr-defined]
    with pytest.raises(DemoRefused) as refusal:
        start(tmp_path)
    assert refusal.value.code == "not_here"
