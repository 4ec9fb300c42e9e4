"""What the throw-away servers have in common: a folder, processes tied to this one, waiting, ending."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from gridschool import processes

PREFIX = "gridschool-server-"
HINT = "run `.ci/system-packages test`, which installs it or says how"


class ServerError(RuntimeError):
    """A server cannot be had; the message says why and what to do."""


def find_program(name: str, *places: Path) -> Path:
    """The program `name` in `places`, on the path or in the system's folders. Raises ServerError."""
    path = os.pathsep.join([*map(str, places), os.environ.get("PATH", ""), "/usr/bin", "/usr/sbin"])
    found = shutil.which(name, path=path)
    if found is None:
        raise ServerError(f"{name} is missing: {HINT}")
    return Path(found)


def is_alive(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sweep_folders(parent: Path) -> None:
    """Remove folders that killed test runs left in `parent`: their name holds the run's process id."""
    for folder in parent.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if pid.isdigit() and not is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def make_folder(parent: Path | None = None) -> Path:
    """A new empty folder in `parent` (the system's temporary folder by default)."""
    place = parent or Path(tempfile.gettempdir())
    sweep_folders(place)
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))


def tail(log: Path, lines: int = 20) -> str:
    """The last `lines` of a log, for error messages."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"


class Server:
    """A throw-away server; use it as a context manager, or start() and stop() it."""

    name = ""
    patience_seconds = 20.0
    # Sent to end it; also what its processes get when this one is killed.
    end_signal: int = signal.SIGTERM

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that lead the product to this server."""
        raise NotImplementedError

    def place(self) -> Path:
        """A new folder for the server's files."""
        return make_folder()

    def launch(self) -> None:
        """Write configuration and start processes, without waiting for them."""
        raise NotImplementedError

    def is_ready(self) -> bool:
        """Whether it can be used."""
        raise NotImplementedError

    def prepare(self) -> None:
        """What remains to do once it answers: databases, buckets."""

    def start(self) -> None:
        """Start and wait until it can be used. Raises ServerError; leaves nothing behind then."""
        try:
            self.begin()
            self.finish_start()
        except BaseException:
            self.stop()
            raise

    def begin(self) -> None:
        """First half of start(): several servers can come up side by side."""
        self.folder = self.place()
        self.launch()

    def finish_start(self) -> None:
        """Second half of start(): wait and prepare."""
        self.wait(self.is_ready)
        self.prepare()

    def spawn(self, command: list[str | Path], *, log: str, user: str | None = None) -> None:
        """Start one of its processes with its output in the file `log` of its folder."""
        path = self.files / log
        self.processes.append(
            processes.spawn(command, cwd=self.files, log=path, user=user, death_signal=self.end_signal)
        )

    @property
    def files(self) -> Path:
        """Its folder. Raises ServerError before the start."""
        if self.folder is None:
            raise ServerError(f"{self.name} is not running")
        return self.folder

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait for `condition`. Raises ServerError when a process dies or time runs out."""
        deadline = time.monotonic() + self.patience_seconds
        while not condition():
            dead = [process for process in self.processes if process.poll() is not None]
            if dead or time.monotonic() > deadline:
                what = (
                    f"ended with {dead[0].returncode}" if dead else f"is not ready after {self.patience_seconds} s"
                )
                logs = "\n".join(f"--- {log.name}\n{tail(log)}" for log in sorted(self.files.glob("*.log")))
                raise ServerError(f"{self.name} {what}\n{logs}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End its processes and remove its files; safe to call twice."""
        processes.stop(self.processes, number=self.end_signal, patience=5)
        self.processes = []
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
