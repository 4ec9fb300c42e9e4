"""The third gate: everybody sees the privacy notice once for each version, and nothing waits for a yes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from people.notices import current_version

_FREE_NAMES = frozenset(
    {"notice", "password_change", "logout", "login", "elder", "set_language", "healthz", "readyz"}
)
# Other ways of signing in, what the admin loads on its own, and the check of a certificate, open to everybody.
_FREE_PREFIXES = ("account_", "login_", "mfa_", "wagtailadmin_javascript", "wagtailadmin_sprite", "verify")


class NoticeMiddleware:
    """Leads a person who has not seen the version in force to the notice, on the way to a page.

    Asks the login's own row and a file read once, never the database. Only opening a page is interrupted: what a
    script fetches or a form sends goes through, so that no answer of an exam is held up. Logins without a person
    are not asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        user: Any = request.user
        if not _opens_a_page(request) or not getattr(user, "person_id", None):
            return None
        if user.notice_version >= current_version(timezone.localdate()):
            return None
        return redirect(f"{reverse('notice')}?{urlencode({'next': request.get_full_path()})}")


def _opens_a_page(request: HttpRequest) -> bool:
    if request.method != "GET" or request.headers.get("HX-Request"):
        return False
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    if name in _FREE_NAMES or name.startswith(_FREE_PREFIXES):
        return False
    return "text/html" in request.headers.get("Accept", "text/html")
