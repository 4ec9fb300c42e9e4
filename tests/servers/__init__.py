"""Throw-away real servers on free loopback ports: PostgreSQL, Redis, and S3 by OpenStack Swift."""

from tests.servers.postgres import PostgresServer
from tests.servers.process import Server, ServerError
from tests.servers.redis import RedisServer
from tests.servers.swift import SwiftServer

SERVERS: dict[str, type[Server]] = {
    "postgres": PostgresServer,
    "redis": RedisServer,
    "s3": SwiftServer,
}

__all__ = ["SERVERS", "PostgresServer", "RedisServer", "Server", "ServerError", "SwiftServer"]
