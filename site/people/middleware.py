"""Three gates: a password of one's own, a second factor for staff, and an admin that is closed unless listed."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import bad_request

from people.gate import is_open_to_staff, start_of_page_chooser
from people.logins.password_age import password_is_due
from people.logins.second_factor import is_owed, lead_to_activation
from people.scope import is_staff_somewhere

# What must stay open to somebody who is half-way in.
_FREE_NAMES = frozenset(
    {"password_change", "logout", "login", "login_slip", "elder", "set_language", "healthz", "readyz"}
)
_SECOND_FACTOR_NAMES = frozenset(
    {
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "mfa_reauthenticate",
    }
)


class _Gate:
    """A middleware that looks at resolved views only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class FirstPasswordMiddleware(_Gate):
    """Whoever logged in with a one-time code, or whose password is too old, chooses one before anything else."""

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if request.resolver_match is None or request.resolver_match.url_name in _FREE_NAMES:
            return None
        if not password_is_due(request.user):
            return None
        query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
        return redirect(reverse("password_change") + query)


class SecondFactorMiddleware(_Gate):
    """Staff who must have a second factor and have none set one up before anything else. Costs no query."""

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if request.resolver_match is None or not request.user.is_authenticated:
            return None
        if request.resolver_match.url_name in _FREE_NAMES | _SECOND_FACTOR_NAMES:
            return None
        is_staff = request.user.is_staff or request.user.is_superuser
        return lead_to_activation(request) if is_staff and is_owed(request) else None


class AdminGateMiddleware(_Gate):
    """An admin URL that no table opens is 404 to everyone but the platform's administrator.

    So neither a plugin nor an upgrade of Wagtail opens anything by accident.
    """

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return None
        if request.user.is_superuser and request.user.is_active:
            return None
        if not (is_staff_somewhere(request.user) and is_open_to_staff(request)):
            raise Http404
        if is_owed(request):
            return lead_to_activation(request)
        start = start_of_page_chooser(request)
        return redirect(start) if start else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A form of Wagtail's that lacks what its own page always sends is malformed, not an error of ours."""
        if request.path_info.startswith("/admin/") and isinstance(exception, MultiValueDictKeyError):
            return bad_request(request, exception)
        return None
