"""`python -m gridschool.serve`: refusals, restarts, and an end that leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridschool import serve
from tests.servers.ports import LOOPBACK, free_port
from tests.support.live_site import LiveSite
from tests.support.paths import ROOT
from tests.support.process_tree import descendants, left_of

WORKER = "gridschool.celery:app worker"


@pytest.fixture(scope="module")
def own_site() -> Iterator[LiveSite]:
    """An embedded site for this module alone, because its tests are rough with it."""
    site = LiveSite("serve", {})
    yield site
    site.shut_down()


@pytest.fixture
def site(own_site: LiveSite) -> LiveSite:
    """The module's site, running."""
    if own_site.process is None or own_site.process.poll() is not None:
        own_site.boot()
    return own_site


def run_serve(**env: str) -> subprocess.CompletedProcess[str]:
    """Run it where it must refuse."""
    return subprocess.run(
        [sys.executable, "-m", "gridschool.serve"],
        env={**os.environ, **env},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def tree_of(site: LiveSite) -> dict[int, str]:
    """All processes of the running site below its first, by id."""
    assert site.process is not None
    return descendants(site.process.pid)


def processes_of(site: LiveSite, word: str) -> dict[int, str]:
    """The processes of the site whose command line holds `word`, by id."""
    return {pid: command for pid, command in tree_of(site).items() if word in command}


def end_by(site: LiveSite, number: int) -> int:
    """Send a signal to the site's first process and return its exit code."""
    assert site.process is not None
    site.process.send_signal(number)
    return site.process.wait(30)


def test_busy_port_is_said_in_both_languages() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        done = run_serve(PORT=str(port))
    assert done.returncode == 1
    assert f"端口 {port} 用不了" in done.stderr
    assert f"Port {port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "８０００", "-1"])
def test_port_that_is_no_port_is_refused(port: str) -> None:
    done = run_serve(PORT=port)
    assert done.returncode == 1
    assert f"端口 PORT={port} 不对" in done.stderr


def test_child_is_revived_only_so_often() -> None:
    child = serve.Child("worker", ["true"], revivable=True, starts=[100.0] * serve.RESTARTS)
    assert child.may_start_again(101.0)
    child.starts.append(101.0)
    assert not child.may_start_again(102.0)
    assert child.may_start_again(102.0 + serve.RESTART_WINDOW_SECONDS)


def test_second_installation_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with serve.lock(tmp_path), pytest.raises(serve.CannotServeError, match="已经在运行"):
        serve.lock(tmp_path)


@pytest.mark.e2e
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_end_it_ends_all_and_says_zero(site: LiveSite, number: int) -> None:
    tree = tree_of(site)
    assert end_by(site, number) == 0
    assert left_of(tree, seconds=0) == {}


@pytest.mark.e2e
def test_killed_it_takes_its_children_along(site: LiveSite) -> None:
    tree = tree_of(site)
    assert end_by(site, signal.SIGKILL) == -signal.SIGKILL
    assert left_of(tree) == {}


@pytest.mark.e2e
def test_killed_worker_comes_back(site: LiveSite) -> None:
    pool = processes_of(site, WORKER)
    os.kill(min(pool), signal.SIGKILL)
    site.wait_until(lambda: "worker ended (-9); starting it again" in site.log.read_text())
    assert left_of(pool) == {}
    # The line is written before the new process exists.
    site.wait_until(lambda: bool(processes_of(site, WORKER).keys() - pool.keys()))
    assert site.is_ready()


@pytest.mark.e2e
def test_dead_web_process_ends_the_installation(site: LiveSite) -> None:
    tree = tree_of(site)
    os.kill(min(processes_of(site, "gridschool.wsgi:application")), signal.SIGKILL)
    assert site.process is not None
    assert site.process.wait(30) == 1
    assert left_of(tree, seconds=0) == {}


@pytest.mark.e2e
def test_a_later_start_keeps_data(site: LiveSite) -> None:
    create = "from django.contrib.auth.models import Group; Group.objects.create(name='kept')"
    site.shell(create)
    assert site.halt() == 0
    site.boot()
    count = "from django.contrib.auth.models import Group; print(Group.objects.filter(name='kept').count())"
    assert site.shell(count).strip() == "1"


def test_free_port_is_free() -> None:
    port = free_port()
    with socket.socket() as mine:
        mine.bind((LOOPBACK, port))
