"""Run a whole installation by one command: ``python -m gridschool.serve``.

Prepares (checks, migrations, static files, with ``--demo`` the demonstration school), then runs web, worker
and beat as children until Ctrl-C or SIGTERM. Everything it started ends with it, even when it is killed.

Environment: PORT (8000), HOST (127.0.0.1), VAR_DIR (var), WEB_PROCESSES (1), WEB_THREADS (8),
WORKER_PROCESSES (2), DJANGO_SETTINGS_MODULE (gridschool.settings.dev).
"""

import argparse
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from gridschool import processes

ROOT = Path(__file__).resolve().parents[2]
TICK_SECONDS = 0.2
READY_SECONDS = 90
STOP_SECONDS = 20
# A child that keeps dying is broken: more often than this and everything stops.
RESTARTS = 5
RESTART_WINDOW_SECONDS = 300


class CannotServeError(Exception):
    """The installation cannot be served here; the message says why and what to do, in both languages."""


@dataclass(frozen=True)
class Options:
    """What the environment and the command line ask for."""

    host: str
    port: int
    var: Path
    demo: bool

    @property
    def probe_host(self) -> str:
        """Where this machine reaches the web process itself."""
        return "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        return f"http://{self.probe_host}:{self.port}/"


@dataclass
class Child:
    """One process of the installation and when it was started."""

    name: str
    command: Sequence[str]
    revivable: bool
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, after clearing away what a dead predecessor may have left in its group."""
        if self.process is not None:
            processes.signal_group(self.process, signal.SIGKILL)
        self.starts.append(time.monotonic())
        self.process = processes.spawn(self.command, cwd=ROOT)

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return None if self.process is None else self.process.poll()

    def may_start_again(self, now: float) -> bool:
        """Whether it is worth another try, `now` in monotonic seconds."""
        recent = [start for start in self.starts if now - start < RESTART_WINDOW_SECONDS]
        return self.revivable and len(recent) <= RESTARTS


def say(chinese: str, english: str) -> None:
    """Print a line in each language, at once."""
    print(f"{chinese}\n{english}", flush=True)  # noqa: T201


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """Options from the command line and the environment. Raises CannotServeError on a bad port."""
    parser = argparse.ArgumentParser(prog="gridschool.serve", description="Serve web, worker and beat.")
    parser.add_argument("--demo", action="store_true", help="load the demonstration school at the first start")
    parser.add_argument(
        "--end-with-parent", action="store_true", help="stop when the process that started this one ends"
    )
    chosen = parser.parse_args(arguments)
    if chosen.end_with_parent:
        processes.end_with_parent()
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotServeError(
            f"端口 PORT={text} 不对，请填 1 到 65535 之间的数字。\n"
            f"PORT={text} is not a port: give a number from 1 to 65535."
        )
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
    return Options(os.environ.get("HOST") or "127.0.0.1", int(text), var, chosen.demo)


def check_port(options: Options) -> None:
    """Raises CannotServeError when somebody else listens on the address."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            other = f"make run PORT={options.port + 1}"
            raise CannotServeError(
                f"端口 {options.port} 用不了，多半已被别的程序占用。换一个端口，例如：{other}\n"
                f"Port {options.port} cannot be used ({error.strerror}); most likely another program has it. "
                f"Choose another, for example: {other}"
            ) from None


def lock(var: Path) -> IO[str]:
    """Take the installation's folder for this process; the kernel gives it back however we end.

    Raises CannotServeError when another one runs from the same folder.
    """
    var.mkdir(parents=True, exist_ok=True)
    handle = (var / "serve.lock").open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise CannotServeError(
            f"本系统已经在运行（数据目录 {var}）。先停掉那一个，或用 VAR_DIR= 另选目录。\n"
            f"It is running already (data folder {var}). Stop that one first, or choose another VAR_DIR=."
        ) from None
    return handle


def make_folders() -> None:
    """Folders that whitenoise and, without a real broker, kombu expect to find."""
    if settings.STATIC_ROOT:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    options = getattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", {})
    for name in ("data_folder_in", "data_folder_out", "processed_folder", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)


def prepare(options: Options) -> None:
    """Checks, migrations, static files, the demonstration school. Idempotent; keeps all data."""
    django.setup()
    make_folders()
    call_command("check")
    call_command("migrate", interactive=False, verbosity=0)
    if not getattr(settings, "WHITENOISE_USE_FINDERS", False):
        call_command("collectstatic", interactive=False, verbosity=0)
    if options.demo:
        call_command("demo")
    connections.close_all()


def web_command(options: Options) -> list[str]:
    """gunicorn: threads, so that slow phones do not hold up a process."""
    return [
        *(sys.executable, "-m", "gunicorn", "gridschool.wsgi:application"),
        *("--bind", f"{options.host}:{options.port}", "--worker-class", "gthread"),
        *("--workers", os.environ.get("WEB_PROCESSES") or "1"),
        *("--threads", os.environ.get("WEB_THREADS") or "8"),
        *("--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"),
    ]


def children(options: Options) -> list[Child]:
    """Web, worker and beat. Without web there is nothing to serve, so only the other two are revived."""
    # In a container everything is root; celery's warning about it would bury the address we print.
    silence = ["-W", "ignore:You're running the worker with superuser"]
    celery = [sys.executable, *silence, "-m", "celery", "--quiet", "--app", "gridschool.celery:app"]
    quiet = ["--loglevel", "WARNING"]
    concurrency = os.environ.get("WORKER_PROCESSES") or "2"
    worker = [*celery, "worker", "--concurrency", concurrency, "--without-gossip", "--without-mingle", *quiet]
    beat = [*celery, "beat", "--schedule", str(options.var / "beat-schedule"), "--pidfile=", *quiet]
    return [
        Child("web", web_command(options), revivable=False),
        Child("worker", worker, revivable=True),
        Child("beat", beat, revivable=True),
    ]


def is_ready(options: Options) -> bool:
    """Whether /readyz answers; a refusal such as 400 (host name not allowed) is an answer too."""
    connection = http.client.HTTPConnection(options.probe_host, options.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class Supervisor:
    """Keeps the children running until it is asked to stop."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.children = children(options)
        self.requests = 0
        self.began = time.monotonic()
        self.announced = False

    def request_stop(self, number: int, frame: FrameType | None) -> None:
        """Signal handler: once stops in order, twice at once."""
        self.requests += 1

    def run(self) -> int:
        """Start, watch and end the children; the exit code is 0 when somebody asked for the end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.request_stop)
        try:
            for child in self.children:
                child.start()
            return self.watch()
        finally:
            say("正在停止……", "Stopping…")
            started = [child.process for child in self.children if child.process is not None]
            processes.stop(started, patience=STOP_SECONDS, hurry=lambda: self.requests > 1)
            say("已全部停止。", "Everything has stopped.")

    def watch(self) -> int:
        """Look at the children until the end is asked for (0) or one is beyond help (1)."""
        while not self.requests:
            for child in self.children:
                if child.exit_code is not None and not self.revive(child):
                    return 1
            if not self.announced:
                self.announce()
            time.sleep(TICK_SECONDS)
        return 0

    def revive(self, child: Child) -> bool:
        """Report that `child` died and start it again, if that is worth a try."""
        if not child.may_start_again(time.monotonic()):
            say(
                f"{child.name} 停了（{child.exit_code}），不再重启。",
                f"{child.name} ended ({child.exit_code}); giving up.",
            )
            return False
        say(
            f"{child.name} 停了（{child.exit_code}），正在重启。",
            f"{child.name} ended ({child.exit_code}); starting it again.",
        )
        child.start()
        return True

    def announce(self) -> None:
        """Print the address as soon as it answers; complain once when it takes too long."""
        waited = time.monotonic() - self.began
        if is_ready(self.options):
            say(
                f"\n已就绪：{self.options.address}  （按 Ctrl-C 停止）",
                f"Ready: {self.options.address}  (Ctrl-C stops it)\n",
            )
            self.announced = True
        elif waited > READY_SECONDS:
            say(
                f"{waited:.0f} 秒了还没有就绪，请看上面的日志。",
                f"Not ready after {waited:.0f} s: see the log above.",
            )
            self.announced = True


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gridschool.settings.dev")
    # The end may be asked for before the children run: then nothing but this process has to end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        options = read_options(arguments)
        check_port(options)
        with lock(options.var):
            prepare(options)
            return Supervisor(options).run()
    except CannotServeError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        say("已停止。", "Stopped.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
