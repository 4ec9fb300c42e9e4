"""What the pages that every worker opens cost: CPU of all server processes together, and queries.

Production settings, gunicorn with threads, PostgreSQL, one connection that is kept, warm, several readers in turn.
"""

import base64
import http.client
import json
import secrets
import statistics
from functools import cache
from typing import Any

from tests.bench import Figure, benchmark
from tests.servers import PostgresServer
from tests.servers.ports import LOOPBACK
from tests.support.cpu_clock import cpu_seconds, spent
from tests.support.live_site import LiveSite
from tests.support.process_tree import descendants

PAGES = ("home", "course", "lesson")
FEW, MANY = 10, 13_083
REQUESTS, RUNS = 32, 12  # in a run; runs of a page
NOTE = f"web and PostgreSQL together, {MANY:,} enrolled; quietest quarter of {RUNS} runs"


def _production() -> dict[str, str]:
    """Production settings refuse to start without keys of their own."""
    keys = {"IDENTITY_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"}
    return keys | {"IDENTITY_HASH_KEY": secrets.token_urlsafe(48), "LOG_LEVEL": "WARNING"}


class _Readers:
    """Readers in turn on one connection, as a proxy in front has it."""

    def __init__(self, site: LiveSite, reading: dict[str, Any]) -> None:
        self.connection = http.client.HTTPConnection(LOOPBACK, site.port, timeout=30)
        self.sessions = reading["sessions"]

    def open(self, address: str, times: int) -> None:
        """Open a page so many times. Raises AssertionError on anything but the page."""
        self.connection.close()  # the server does not wait for long; the first request connects anew
        for number in range(times):
            session = self.sessions[number % len(self.sessions)]
            headers = {"X-Forwarded-Proto": "https", "Accept": "text/html", "Cookie": f"sessionid={session}"}
            self.connection.request("GET", address, headers=headers)
            answer = self.connection.getresponse()
            answer.read()
            assert answer.status == 200, f"{address}: {answer.status}"


def _cpu_ms(readers: _Readers, address: str, roots: list[int]) -> float:
    """CPU milliseconds for one request: the mean of the quietest quarter of the runs."""
    readers.open(address, REQUESTS)
    found = []
    while len(found) < RUNS:
        before = cpu_seconds(roots)
        readers.open(address, REQUESTS)
        seconds = spent(before, cpu_seconds(roots))
        if seconds is not None:
            found.append(seconds * 1000 / REQUESTS)
    return statistics.mean(sorted(found)[: RUNS // 4])


def _answer(site: LiveSite, call: str) -> Any:
    code = f"import json; from tests.support.readers import *; print(json.dumps({call}))"
    return json.loads(site.shell(code).splitlines()[-1])


def _roots(site: LiveSite, postgres: PostgresServer) -> list[int]:
    """The web process and the database; worker and beat serve no page."""
    assert site.process is not None
    started = descendants(site.process.pid)
    web = min(pid for pid, command in started.items() if "gunicorn" in command)
    return [web, postgres.processes[0].pid]


@cache
def figures() -> dict[str, float]:
    """`cpu <page> <people>` in milliseconds and `queries <page> <people>`, from one installation."""
    with PostgresServer() as postgres:
        services = postgres.env | _production()
        site = LiveSite("bench-reading", services, settings="gridschool.settings.prod")
        try:
            site.manage("migrate", "--verbosity", "0")  # takes longer than a start may, on a busy machine
            site.boot()
            return _measured(site, postgres)
        finally:
            site.shut_down()


def _measured(site: LiveSite, postgres: PostgresServer) -> dict[str, float]:
    reading, found = _answer(site, f"enrolled({FEW})"), {}
    for people in (FEW, MANY):
        if people == MANY:
            _answer(site, f"join({reading['run']}, {MANY - FEW})")
        found |= {
            f"queries {page} {people}": count for page, count in _answer(site, f"queries({reading})").items()
        }
        for page in PAGES:
            readers = _Readers(site, reading)
            found[f"cpu {page} {people}"] = _cpu_ms(readers, reading[page], _roots(site, postgres))
    return found


def _cpu(page: str) -> Figure:
    few, many = (figures()[f"cpu {page} {people}"] for people in (FEW, MANY))
    return Figure(many, f"{few:.1f} with {FEW}")


def _queries(page: str) -> Figure:
    few, many = (figures()[f"queries {page} {people}"] for people in (FEW, MANY))
    return Figure(many, f"{few:.0f} with {FEW} enrolled, {many:.0f} with {MANY:,}")


@benchmark("look.home_cpu_ms", unit="ms", note=f"{NOTE}; goal 7.6")
def home_cpu() -> Figure:
    return _cpu("home")


@benchmark("look.course_cpu_ms", unit="ms", note=f"12 steps; {NOTE}; goal 7.6")
def course_cpu() -> Figure:
    return _cpu("course")


@benchmark("look.lesson_cpu_ms", unit="ms", note=f"12 parts, 3 pictures; {NOTE}; goal 7.6")
def lesson_cpu() -> Figure:
    return _cpu("lesson")


@benchmark("look.home_queries", unit="queries")
def home_queries() -> Figure:
    return _queries("home")


@benchmark("look.course_queries", unit="queries")
def course_queries() -> Figure:
    return _queries("course")


@benchmark("look.lesson_queries", unit="queries")
def lesson_queries() -> Figure:
    return _queries("lesson")
