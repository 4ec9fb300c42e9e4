"""A throw-away Redis that keeps nothing on disk."""

import socket

from tests.servers.ports import LOOPBACK, free_port
from tests.servers.process import Server, find_program


class RedisServer(Server):
    """`url` leads to its first database; url_of(1..15) to the others."""

    name = "Redis"

    def __init__(self) -> None:
        super().__init__()
        self.port = 0

    def url_of(self, database: int) -> str:
        """The address of a numbered database, 0 to 15."""
        return f"redis://{LOOPBACK}:{self.port}/{database}"

    @property
    def url(self) -> str:
        """The address of the first database."""
        return self.url_of(0)

    @property
    def env(self) -> dict[str, str]:
        return {"REDIS_URL": self.url}

    def launch(self) -> None:
        self.port = free_port()
        where = ["--bind", LOOPBACK, "--port", str(self.port), "--dir", str(self.files)]
        memory_only = ["--save", "", "--appendonly", "no"]
        self.spawn([find_program("redis-server"), *where, *memory_only], log="redis.log")

    def is_ready(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
