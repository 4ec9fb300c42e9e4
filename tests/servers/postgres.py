"""A throw-away PostgreSQL from the newest installed server programs."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from tests.servers.ports import LOOPBACK, free_port
from tests.servers.process import HINT, Server, ServerError, find_program, make_folder

DATABASE = "gridschool"
# Nothing here has to survive a power cut, and no query is worth compiling.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


def program_folders() -> list[Path]:
    """Debian's folders of server programs, newest version first."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda folder: float(folder.parent.name), reverse=True)


def server_user() -> str | None:
    """Whom to run as: PostgreSQL refuses root, so root lends it the user of Debian's package."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise ServerError(f"PostgreSQL does not run as root and there is no user postgres: {HINT}") from None


class PostgresServer(Server):
    """`url` leads to an empty database; create_database() makes more."""

    name = "PostgreSQL"
    # Immediate shutdown: the files are thrown away.
    end_signal = signal.SIGQUIT

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self.user = server_user()

    def url_of(self, database: str) -> str:
        """The address of `database` for DATABASE_URL."""
        return f"postgres://postgres@{LOOPBACK}:{self.port}/{database}"

    @property
    def url(self) -> str:
        """The address of the first database."""
        return self.url_of(DATABASE)

    @property
    def env(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url}

    def place(self) -> Path:
        folder = make_folder()
        if self.user:
            shutil.chown(folder, self.user, self.user)
        return folder

    def launch(self) -> None:
        data = self.files / "data"
        self.initialise(data)
        self.port = free_port()
        options = {**FAST, "listen_addresses": LOOPBACK, "unix_socket_directories": str(self.files)}
        settings = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        server = find_program("postgres", *program_folders())
        self.spawn([server, "-D", data, "-p", str(self.port), *settings], log="postgres.log", user=self.user)

    def initialise(self, data: Path) -> None:
        """Make the data folder. Raises ServerError with initdb's own words."""
        initdb = find_program("initdb", *program_folders())
        words = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        done = subprocess.run(
            [initdb, "-D", data, *words],
            cwd=self.files,
            capture_output=True,
            text=True,
            check=False,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
        )
        if done.returncode:
            raise ServerError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def prepare(self) -> None:
        self.create_database(DATABASE)

    def create_database(self, name: str) -> str:
        """Make an empty database and return its address."""
        self._execute("CREATE DATABASE {}", name)
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: LiteralString, name: str) -> None:
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
