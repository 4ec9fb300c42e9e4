"""Links to pages inside texts. A page of ours has no public address: a link leads to a door (views/page_door.py),
which opens on the page in the reader's own run. So a lesson is rendered once for all its readers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

_SCHOOL_PATH_LENGTH = 2 * Page.steplen
_COURSE_DEPTH = 3

# The path of the page in which the text stands; outside of a page nothing is linked to.
_here: ContextVar[str] = ContextVar("here", default="")


@contextmanager
def links_within_school_of(page: Page) -> Iterator[None]:
    """While it lasts, texts link to published pages of this page's county, and to no others."""
    token = _here.set(page.path)
    try:
        yield
    finally:
        _here.reset(token)


def linkable_pages(path: str) -> QuerySet[Page]:
    """Published courses and steps of the county in which the page at `path` stands."""
    if len(path) < _SCHOOL_PATH_LENGTH:
        return Page.objects.none()
    pages = Page.objects.live().filter(path__startswith=path[:_SCHOOL_PATH_LENGTH], depth__gte=_COURSE_DEPTH)
    return pages.filter(step__retired_at=None)


class SchoolPageLinkHandler(PageLinkHandler):
    """Instead of Wagtail's. A page that cannot be linked to leaves its words behind as plain text."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        keys = [str(attrs.get("id", "")) for attrs in attrs_list]
        numbers = [int(key) for key in keys if key.isascii() and key.isdigit()]
        found = linkable_pages(_here.get()).filter(pk__in=numbers).values_list("pk", flat=True)
        linkable = {str(pk) for pk in found}
        return [f'<a href="{reverse("page_door", args=[key])}">' if key in linkable else "<a>" for key in keys]
