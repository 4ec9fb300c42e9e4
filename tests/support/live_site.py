"""The real product in processes of its own: web, worker and beat, as `make run` starts them."""

import http.client
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping

from gridschool import processes
from tests.servers import PostgresServer, RedisServer, SwiftServer
from tests.servers.ports import LOOPBACK, free_port
from tests.servers.process import make_folder, tail
from tests.support.environment import clean_environment
from tests.support.paths import BUILD, ROOT

READY_SECONDS = 240  # a demonstration school on a busy machine


class LiveSiteError(RuntimeError):
    """The site does not come up; the message holds the end of its log."""


class LiveSite:
    """One installation with its own database, folder and processes. Use as boot() … shut_down()."""

    def __init__(
        self, kind: str, services: Mapping[str, str], *, settings: str = "gridschool.settings.dev"
    ) -> None:
        """`services` are the variables that lead to real servers; none for the embedded kind."""
        self.kind = kind
        self.port = free_port()
        self.var = make_folder()
        self.log = self.var / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.env = {
            **clean_environment(),
            "DJANGO_SETTINGS_MODULE": settings,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ALLOWED_HOSTS": f"{LOOPBACK},localhost",
            "PUBLIC_URL": self.url,
            "PORT": str(self.port),
            "VAR_DIR": str(self.var),
            **services,
        }

    @property
    def url(self) -> str:
        """The address without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    def boot(self, *, demo: bool = False) -> None:
        """Start it and wait until /readyz says so. Raises LiveSiteError; leaves nothing running then."""
        command = [
            sys.executable,
            "-m",
            "gridschool.serve",
            "--end-with-parent",
            *(["--demo"] if demo else []),
        ]
        self.process = processes.spawn(command, env=self.env, cwd=ROOT, log=self.log)
        try:
            self.wait_until(self.is_ready, seconds=READY_SECONDS)
        except BaseException:
            self.halt()
            raise

    def is_ready(self) -> bool:
        """Whether /readyz answers 200."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, http.client.HTTPException, OSError):
            return False

    def wait_until(self, condition: Callable[[], bool], *, seconds: float = 30) -> None:
        """Wait for `condition`. Raises LiveSiteError when the site dies or time runs out."""
        deadline = time.monotonic() + seconds
        while not condition():
            ended = self.process is not None and self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                what = "ended" if ended else f"did not do it within {seconds} s"
                raise LiveSiteError(f"the {self.kind} site {what}; the end of its log:\n{tail(self.log, 60)}")
            time.sleep(0.1)

    def manage(self, *words: str) -> str:
        """Run a management command beside the running site and return what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LiveSiteError(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python `code` with Django set up on the site's database; return what it printed."""
        return self.manage("shell", "--verbosity", "0", "--command", code)

    def halt(self) -> int | None:
        """End its processes as an operator does; the data stays. Return the exit code."""
        if self.process is None:
            return None
        processes.stop([self.process], patience=30)
        code, self.process = self.process.returncode, None
        return code

    def shut_down(self) -> None:
        """End it, keep its log in build/, remove its data."""
        if self.process is not None:
            # The first request; halt() makes the second, which does not wait for the worker's slow farewell.
            self.process.terminate()
            time.sleep(0.5)
        self.halt()
        if self.log.exists():
            BUILD.mkdir(exist_ok=True)
            shutil.copy(self.log, BUILD / f"live-{self.kind}.log")
        shutil.rmtree(self.var, ignore_errors=True)


def grown_services(postgres: PostgresServer, redis: RedisServer, store: SwiftServer) -> dict[str, str]:
    """The variables of an installation on real servers, with a database and a bucket of its own."""
    database = postgres.create_database(f"live_{uuid.uuid4().hex[:12]}")
    return {"DATABASE_URL": database, "REDIS_URL": redis.url_of(1), **store.env_of(store.create_bucket())}
