"""Structured logs: one JSON object per line, each with the id of the request or the job that wrote it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="-")
job_id: ContextVar[str] = ContextVar("job_id", default="-")
# For the audit log; "" outside requests. Not written into the logs.
client_ip: ContextVar[str] = ContextVar("client_ip", default="")


@contextmanager
def job_context(uid: str) -> Iterator[None]:
    """Mark everything logged inside this block with the job's uid."""
    token = job_id.set(uid)
    try:
        yield
    finally:
        job_id.reset(token)


class ContextFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        if not hasattr(record, "job_id"):
            record.job_id = job_id.get()
        return True


class JsonLine(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s %(job_id)s",
            rename_fields={"asctime": "at", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )
