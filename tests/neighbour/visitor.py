"""Somebody with a browser, and what one request of theirs did: to the answer, to the rows, to the files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler

from tests.neighbour.answers import said_in
from tests.neighbour.rows import shapes

WRITING = re.compile(r'^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)


@dataclass
class Answer:
    """What came of a request. `reached` says that the view was called; `asked` are the parameters that it read."""

    status: int
    said: str
    body: bytes
    location: str
    kind: str
    reached: bool
    asked: frozenset[str]
    error: BaseException | None = None
    written: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "ignore")

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html")


class Visitor(RequestFactory):
    """A login's browser. It keeps the session cookie and no other, so no message outlives its request."""

    def __init__(self, user: Any) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=False)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            self.cookies[name] = client.cookies[name].value

    def request(self, **environ: Any) -> HttpResponse:
        return self.handler(self._base_environ(**environ))

    def send(self, method: str, address: str, data: Any = None, **more: Any) -> Answer:
        """Send one request, run what it put off until the commit, and note the tables written."""
        cache.clear()
        with _errors() as errors, _writes() as written:
            put_off = len(connection.run_on_commit)
            response: Any = getattr(self, method.lower())(address, data, **more)
            _run_put_off(put_off, errors)
        request: HttpRequest = response.wsgi_request
        said, body = said_in(response, request)
        return Answer(
            status=response.status_code,
            said=said,
            body=body,
            location=response.get("Location", ""),
            kind=response.get("Content-Type", ""),
            reached=hasattr(request, "asked"),
            asked=frozenset().union(*getattr(request, "asked", [])),
            error=errors[0] if errors else None,
            written=written,
        )


def _run_put_off(since: int, errors: list[BaseException]) -> None:
    """Run what waits for the commit, as the commit would."""
    while len(connection.run_on_commit) > since:
        _sids, function, _robust = connection.run_on_commit.pop(since)
        try:
            function()
        except Exception as error:
            errors.append(error)


@contextmanager
def _errors() -> Iterator[list[BaseException]]:
    import sys

    found: list[BaseException] = []

    def note(**_: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            found.append(error)

    got_request_exception.connect(note)
    try:
        yield found
    finally:
        got_request_exception.disconnect(note)


@contextmanager
def _writes() -> Iterator[set[str]]:
    found: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql[:1] in "IUD":
            match = WRITING.match(sql)
            if match and match[1] in shapes():
                found.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back at the end."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)
