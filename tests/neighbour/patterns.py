"""Every address of the resolver as a pattern whose arguments can be filled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern, URLPattern, URLResolver

ROUTE_ARGUMENT = re.compile(r"<(?:(?P<kind>[^>:]+):)?(?P<name>[^>]+)>")
REGEX_GROUP = re.compile(r"\((?:\?P<(?P<name>\w+)>)?(?P<inner>[^()]*)\)")


@dataclass(frozen=True)
class Pattern:
    """`template` is the address with {argument} at each place; unnamed groups are called by their number."""

    name: str
    route: str
    template: str
    arguments: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.name or self.route

    @property
    def is_wagtails(self) -> bool:
        return self.name.startswith("wagtail")

    def address(self, values: dict[str, str]) -> str:
        return "/" + self.template.format(**values)


def all_patterns(urlconf: str | None = None) -> list[Pattern]:
    """Every pattern of the resolver, name spaces included, in its order."""
    return list(_walk(get_resolver(urlconf), "", "", ()))


def _walk(resolver: URLResolver, route: str, template: str, spaces: tuple[str, ...]) -> Iterator[Pattern]:
    for entry in resolver.url_patterns:
        here = template + _template_of(entry.pattern)
        if isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name)) if entry.name else ""
            arguments = tuple(re.findall(r"\{(\w+)\}", here))
            yield Pattern(name, route + str(entry.pattern), here, arguments)
        else:
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, route + str(entry.pattern), here, inner)


def _template_of(pattern: RoutePattern | RegexPattern) -> str:
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return ROUTE_ARGUMENT.sub(lambda found: "{" + found["name"] + "}", text)
    numbers = iter(range(1, 10))
    filled = REGEX_GROUP.sub(lambda found: "{" + (found["name"] or f"argument{next(numbers)}") + "}", text)
    return re.sub(r"\\([.\-/])", r"\1", filled).lstrip("^").rstrip("$")
