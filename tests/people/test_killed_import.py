"""kill -9 in the middle of an import and of its undoing: real processes on a database of their own."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.environment import clean_environment
from tests.support.migrated import put_migrated_database

CHILD = Path(__file__).with_name("child.py")
WAIT_SECONDS = 300
PEOPLE = 400


class Office:
    """A folder with a database and files, and processes that work on it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.database = var / "gridschool.sqlite3"
        own = {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "gridschool.settings.test"}
        self.env = clean_environment() | own

    def run(self, *words: str) -> None:
        command = [sys.executable, *words]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=WAIT_SECONDS)
        assert done.returncode == 0, done.stderr[-3000:]

    def run_and_kill(self, word: str, least: int, counted: str) -> None:
        """Start a worker and kill it as soon as the query counts that many."""
        worker = subprocess.Popen([sys.executable, str(CHILD), word], env=self.env, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + WAIT_SECONDS
        while self.number(counted) < least and time.monotonic() < deadline and worker.poll() is None:
            time.sleep(0.001)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            return connection.execute(query).fetchall()

    def number(self, query: str) -> int:
        return int(self.rows(query)[0][0])

    def end_lease(self) -> None:
        """The minute has passed after which a silent worker is taken for dead."""
        self.rows("UPDATE foundation_job SET lease_until = '2026-01-01 00:00:00'")

    def people(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "SELECT worker_no, name, phone, post, unit_id, state FROM people_person ORDER BY worker_no"
        )

    def history(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "SELECT p.worker_no, e.unit_id, e.post, e.until FROM people_employment e "
            "JOIN people_person p ON p.id = e.person_id ORDER BY p.worker_no, e.id"
        )


DONE = "SELECT count(*) FROM people_rosterrow WHERE is_done"
UNDONE = "SELECT count(*) FROM people_rosterrow WHERE outcome <> ''"
STATE = (
    "SELECT r.state, j.state, j.attempts FROM people_rosterimport r JOIN foundation_job j ON j.id = "
    "coalesce(r.undo_job_id, r.job_id)"
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A migrated database with a compared roster of 400 rows: six known people, one of them elsewhere."""
    office = Office(tmp_path)
    put_migrated_database(office.var)
    office.run(str(CHILD), "prepare", str(PEOPLE))
    return office


def test_killed_import_and_killed_undoing_are_taken_up_and_finished(office: Office) -> None:
    people, history = office.people(), office.history()

    office.run_and_kill("apply", 40, DONE)
    assert 0 < office.number(DONE) < PEOPLE
    assert office.rows(STATE) == [("planned", "running", 1)]
    assert office.number("SELECT count(*) FROM people_person") == office.number(
        "SELECT count(DISTINCT person_id) FROM people_employment WHERE until IS NULL"
    )
    office.end_lease()
    office.run(str(CHILD), "apply")
    assert office.rows(STATE) == [("applied", "done", 2)]
    assert (office.number(DONE), len(office.people())) == (PEOPLE, PEOPLE)
    numbers = [row[0] for row in office.people() if row[0].startswith("G990201")]
    assert len(numbers) == len(set(numbers)) == PEOPLE - 6

    office.run_and_kill("undo", 40, UNDONE)
    assert 0 < office.number(UNDONE) < PEOPLE
    assert office.rows(STATE) == [("applied", "running", 1)]
    office.end_lease()
    office.run(str(CHILD), "undo")
    assert office.rows(STATE) == [("undone", "done", 2)]
    assert (office.people(), office.history()) == (people, history)
