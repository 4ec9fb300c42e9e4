"""The last middleware of the walk: tells whether a request reached its view, and which parameters it read."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

PATH = "tests.neighbour.probe.ProbeMiddleware"


class ReadParameters(QueryDict):
    """A query or a form that remembers what it was asked for."""

    def __init__(self, source: QueryDict) -> None:
        super().__init__(mutable=True, encoding=source.encoding)
        for name, values in source.lists():
            self.setlist(name, values)
        self._mutable = False
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)

    def getlist(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().getlist(name, default)

    def copy(self) -> QueryDict:
        """A plain one: what is read from the copy was asked for by the page's own links."""
        plain = QueryDict(mutable=True, encoding=self.encoding)
        for name, values in self.lists():
            plain.setlist(name, values)
        return plain


class ProbeMiddleware:
    """Stands behind the gate, so what it never sees was turned away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        query = request.GET = ReadParameters(request.GET)
        asked = [query.asked]
        if request.method == "POST":
            form = ReadParameters(request.POST)
            request.POST = form
            asked.append(form.asked)
        request.asked = asked
