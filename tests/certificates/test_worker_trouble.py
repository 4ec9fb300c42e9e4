"""A worker that is killed, runs out of disk or lacks a library: real processes on a database of their own."""

import hashlib
import shutil
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

pytestmark = pytest.mark.integration

CHILD = Path(__file__).with_name("child.py")
NAMES = ["王秀兰", "张䶮", "欧阳文慧", "赵国强", "周海涛"]
WAIT_SECONDS = 120


class Worker:
    """A folder with a database and files, and processes that work on it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        own = {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "gridschool.settings.test"}
        self.env = clean_environment() | own
        self.media = var / "media"
        self.database = var / "gridschool.sqlite3"

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(CHILD), *words]

    def run(self, *words: str) -> None:
        """Run one child to its end."""
        self.call(self.command(*words))

    def run_inside(self, script: str) -> None:
        """Run a shell script in a mount namespace of its own; "$@" is the command that issues."""
        self.call(["unshare", "-rm", "sh", "-ec", script, "sh", *self.command("issue")])

    def call(self, command: list[str]) -> None:
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=WAIT_SECONDS)
        assert done.returncode == 0, done.stderr[-3000:]

    def count(self, table: str) -> int:
        return self.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608  our own table

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20)) as connection, connection:
            return connection.execute(query).fetchall()

    def state(self) -> dict[str, Any]:
        """What stands in the register and on the disk."""
        files = dict(self.rows("SELECT file, sha256 FROM certificates_certificatefile"))
        jobs = (
            "SELECT j.state, j.error, b.state, b.print_file FROM certificates_issuebatch b "
            "JOIN foundation_job j ON j.id = b.job_id"
        )
        ((job, error, batch, print_file),) = self.rows(jobs)
        return {
            "job": job,
            "error": error,
            "batch": batch,
            "numbers": [row[0] for row in self.rows("SELECT seq FROM certificates_certificate ORDER BY seq")],
            "events": self.count("certificates_certificateevent"),
            "files": files,
            "broken": [name for name, digest in files.items() if digest_of(self.media / name) != digest],
            "stored": len([path for path in self.media.rglob("*.pdf") if path.is_file()]),
            "has_print_file": bool(print_file) and (self.media / print_file).exists(),
        }

    def end_lease(self) -> None:
        """The minute has passed after which a silent worker is taken for dead."""
        self.rows("UPDATE foundation_job SET lease_until = '2026-01-01 00:00:00'")


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with a confirmed list, made once."""
    var = tmp_path_factory.mktemp("prepared")
    worker = Worker(var)
    put_migrated_database(var)
    worker.run("prepare", *NAMES)
    return var


@pytest.fixture
def worker(prepared: Path, tmp_path: Path) -> Worker:
    var = tmp_path / "var"
    shutil.copytree(prepared, var)
    (var / "media").mkdir(exist_ok=True)
    return Worker(var)


def finished(state: dict[str, Any]) -> bool:
    """Everybody has one number, one event and one whole file, and the print file stands."""
    count = len(NAMES)
    return (
        state["numbers"] == list(range(1, count + 1))
        and state["events"] == len(state["files"]) == count
        and (state["job"], state["batch"], state["has_print_file"]) == ("done", "done", True)
        and state["broken"] == []
    )


@pytest.mark.parametrize(
    ("table", "least"),
    [("certificates_certificate", 1), ("certificates_certificatefile", 2)],
)
def test_killed_worker_is_followed_by_one_that_goes_on(worker: Worker, table: str, least: int) -> None:
    child = subprocess.Popen(worker.command("issue"), env=worker.env, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + WAIT_SECONDS
    while worker.count(table) < least and time.monotonic() < deadline:
        time.sleep(0.002)
    child.send_signal(signal.SIGKILL)
    child.wait()
    before = worker.state()
    assert before["job"] == "running"
    worker.end_lease()
    worker.run("issue")
    after = worker.state()
    assert finished(after)
    assert before["files"].items() <= after["files"].items()


def test_full_disk_fails_politely_and_goes_on_later(worker: Worker) -> None:
    before = worker.var.with_name("before")
    worker.run_inside(
        f'mount -t tmpfs -o size=600k tmpfs {worker.media}; "$@"; cp -r {worker.var} {before}; '
        f'mount -o remount,size=64m {worker.media}; "$@"; cp -r {worker.media} {worker.var}/kept'
    )
    first = Worker(before).state()
    worker.media = worker.var / "kept"
    second = worker.state()
    assert (first["job"], first["batch"]) == ("failed", "working")
    assert first["error"].startswith("磁盘满了")
    assert 0 < len(first["files"]) < len(NAMES)
    assert first["stored"] == len(first["files"])
    assert (first["broken"], first["numbers"]) == ([], list(range(1, len(NAMES) + 1)))
    assert finished(second)
    assert first["files"].items() <= second["files"].items()


def test_missing_library_fails_politely_and_numbers_stay(worker: Worker) -> None:
    worker.run_inside(f'mount --bind /dev/null {library("libpango-1.0.so.0")}; "$@"')
    first = worker.state()
    assert (first["job"], first["files"], first["stored"]) == ("failed", {}, 0)
    assert first["numbers"] == list(range(1, len(NAMES) + 1))
    assert "libpango-1.0-0" in first["error"]
    assert first["error"].startswith("这台机器还不能制作 PDF")
    worker.run("issue")
    assert finished(worker.state())


def library(name: str) -> str:
    """Where the dynamic linker finds a shared library."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    return next(line.split("=> ")[1] for line in listed.splitlines() if line.strip().startswith(name))
