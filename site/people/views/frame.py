"""What every officers' screen shares: the admin's frame, paging, the unit that a query names."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people.models import Unit
from people.scope import OFFICERS, get_visible

PAGE_SIZE = 50


def render_staff(
    request: HttpRequest,
    template: str,
    trail: list[tuple[str, str | None]],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A screen in the admin's frame; `trail` are the crumbs as (label, address), the last one names the screen."""
    crumbs = [{"label": label, "url": url or ""} for label, url in trail]
    frame = {"breadcrumbs_items": crumbs, "header_title": trail[-1][0]}
    return render(request, f"people/staff/{template}", frame | context, status=status)


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: what was sent, however little it is; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def page_of(request: HttpRequest, rows: Any) -> Any:
    """The page of a long list that `?page=` asks for, the nearest one when there is none such."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def query_of(request: HttpRequest, *without: str) -> str:
    """The query that led here, for the links of a pager: without the page and what else is named."""
    query = request.GET.copy()
    for name in ("page", *without):
        query.pop(name, None)
    return query.urlencode()


def chosen_unit(request: HttpRequest, source: Any) -> Unit | None:
    """The unit whose key stands under "unit" in a query or form; 404 when it is not one of the officer's."""
    pk = source.get("unit", "")
    return get_visible(Unit, request.user, OFFICERS, pk=pk) if pk else None
