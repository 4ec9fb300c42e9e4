"""The admin is closed unless an address is listed, and a listed one is there only for rows that the user may see.

So a neighbour's page, a missing one and a malformed number look alike: there is no such address.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.urls import ResolverMatch, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from people import admin_addresses as addresses
from people.scope import visible

_MOST_DIGITS = 18  # a longer number fits no database's integer

_open_names: set[str] = set(addresses.OPEN_NAMES)
_open_namespaces: set[str] = set()

_FAMILIES: tuple[tuple[addresses.Family, Callable[[], type[Model]]], ...] = (
    (addresses.PAGES, lambda: Page),
    (addresses.IMAGES, get_image_model),
    (addresses.DOCUMENTS, get_document_model),
)
_MANY: tuple[tuple[addresses.Family, Callable[[], type[Model]]], ...] = (
    (addresses.MANY_PAGES, lambda: Page),
    (addresses.MANY_IMAGES, get_image_model),
    (addresses.MANY_DOCUMENTS, get_document_model),
)


def open_admin_urls(*names: str) -> None:
    """Open admin URL names of our own scoped screens to staff. Called by a room's AppConfig.ready()."""
    _open_names.update(names)


def open_admin_namespace(namespace: str) -> None:
    """Open a scoped viewset's addresses to staff. Called when the viewset is registered."""
    _open_namespaces.add(namespace)


def is_open_to_staff(request: HttpRequest) -> bool:
    """Whether the resolved admin address is listed, and every row that it names is one the user may see."""
    match = request.resolver_match
    if match is None or match.url_name is None or not _has_sane_numbers(match):
        return False
    name = match.view_name
    if name in _open_names or _open_namespaces & set(match.namespaces):
        return True
    if name == addresses.BULK_ACTION:
        return _may_act_in_bulk(request, match)
    for family, model in _FAMILIES:
        if name in family.names:
            return _are_visible(request, model(), _named(request, match, family))
    for family, model in _MANY:
        if name in family.names:
            return _are_visible(request, model(), _named(request, match, family), needs_one=True)
    return False


def is_open_address(user: Any, match: ResolverMatch) -> bool:
    """Whether staff may follow a link to this address; for menus. Asks the table only, not the rows."""
    names = _open_names.union(*(family.names for family, _model in _FAMILIES))
    return user.is_superuser or match.view_name in names or bool(_open_namespaces & set(match.namespaces))


def start_of_page_chooser(request: HttpRequest) -> str | None:
    """Where the page chooser begins for this user, when it was asked for without a place.

    Wagtail begins at the root, or at the nearest page above all of one type, whoever's they are.
    Raises Http404 for who has no pages.
    """
    match = request.resolver_match
    if match is None or match.view_name != addresses.CHOOSE_PAGE:
        return None
    root = policy_registry.get_by_type(Page).explorable_root_instance(request.user)
    if root is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return reverse(addresses.CHOOSE_PAGE_BELOW, args=[root.pk]) + (f"?{query}" if query else "")


def _has_sane_numbers(match: ResolverMatch) -> bool:
    return all(len(str(value)) <= _MOST_DIGITS for value in match.kwargs.values() if isinstance(value, int))


def _named(request: HttpRequest, match: ResolverMatch, family: addresses.Family) -> list[str]:
    """What the request names: keys of rows, as they were sent."""
    in_path = [str(match.kwargs[name]) for name in family.arguments if match.kwargs.get(name)]
    return in_path + _sent(request, family.parameters)


def _sent(request: HttpRequest, names: Iterable[str]) -> list[str]:
    return [key for name in names for source in (request.GET, request.POST) for key in source.getlist(name) if key]


def _are_visible(request: HttpRequest, model: type[Model], keys: list[str], *, needs_one: bool = False) -> bool:
    """Whether each key is a number of a row that the user may see; "all" is none."""
    if not keys:
        return not needs_one
    if not all(key.isascii() and key.isdigit() and len(key) <= _MOST_DIGITS for key in keys):
        return False
    wanted = {int(key) for key in keys}
    return visible(model, request.user).filter(pk__in=wanted).count() == len(wanted)


def _may_act_in_bulk(request: HttpRequest, match: ResolverMatch) -> bool:
    if match.kwargs["action"] in addresses.CLOSED_BULK_ACTIONS:
        return False
    try:
        model = apps.get_model(match.kwargs["app_label"], match.kwargs["model_name"])
    except LookupError:
        return False
    return _are_visible(request, model, _sent(request, addresses.BULK_PARAMETERS), needs_one=True)
