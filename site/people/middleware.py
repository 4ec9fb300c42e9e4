"""Two gates: nobody works with a password that somebody else has seen, and the admin is closed unless listed."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from people.gate import is_open_to_staff
from people.scope import is_staff_somewhere

_FREE_NAMES = frozenset({"password_change", "logout", "login", "elder", "set_language", "healthz", "readyz"})


class FirstPasswordMiddleware:
    """Whoever logged in with a one-time code chooses a password before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if request.resolver_match is None or request.resolver_match.url_name in _FREE_NAMES:
            return None
        if not getattr(request.user, "must_change_password", False):
            return None
        query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
        return redirect(reverse("password_change") + query)


class AdminGateMiddleware:
    """An admin URL that no table opens is 404 to everyone but the platform's administrator.

    So neither a plugin nor an upgrade of Wagtail opens anything by accident.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return
        if request.user.is_superuser and request.user.is_active:
            return
        if not (is_staff_somewhere(request.user) and is_open_to_staff(request)):
            raise Http404
