"""Logins that nobody uses end (people/rules/idle.py); whoever is no longer signed in is told why and how to go on.

Costs no query: the session knows when it was seen. Being seen is written down once a minute for staff, once in
ten minutes for learners.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from people.logins.idle_limits import idle_limits
from people.rules.idle import Pause, is_worth_noting, pause_after
from people.rules.typed_words import words_written
from people.services.end_sessions import note_idle_end

DESK = "/admin/"
DESK_CLOSED = "desk_closed"
# What a page asks by itself while nobody sits there.
_BACKGROUND = frozenset({"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"})
# Forms that somebody who is not signed in may send.
_FREE_NAMES = frozenset(
    {"login", "account_login", "logout", "account_logout", "mfa_authenticate", "elder", "set_language"}
    | {"login_slip", "login_phone", "login_code", "login_code_again", "login_who"}
)


class IdleMiddleware:
    """Ends a login that rested too long; the page that was asked for then asks to sign in and comes back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: object) -> HttpResponse | None:
        if _sends_a_free_form(request):
            return None
        had_session = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        if request.user.is_authenticated:
            if _is_awake(request):
                return None
            user, request.user = request.user, AnonymousUser()
            if _is_by_script(request):
                return None  # the next page that is opened tells it
            note_idle_end(user=user)
            request.session.flush()
            words = _("You have not been here for a long time, so you were signed out to be safe.")
        elif had_session and request.session.is_empty():
            words = _("You are no longer signed in here: signed out elsewhere, a new password, or a long pause.")
        else:
            return None
        return _tell(request, words)


def _is_awake(request: HttpRequest) -> bool:
    """Whether the login may go on; notes that it was seen, and that the desk is closed."""
    session: Any = request.session
    user: Any = request.user
    if session.seen_at is None:
        return True
    is_staff, limits, now = user.is_staff or user.is_superuser, idle_limits(), timezone.now()
    idle = now - session.seen_at
    pause = pause_after(idle, is_staff=is_staff, limits=limits)
    is_closed = is_staff and (pause == Pause.DESK or DESK_CLOSED in session)
    if pause == Pause.OVER or (is_closed and request.path_info.startswith(DESK)):
        return False
    if is_closed and DESK_CLOSED not in session:
        session[DESK_CLOSED] = True
    elif is_worth_noting(idle, is_staff=is_staff, limits=limits) and not _is_background(request):
        session.touch(now)
    return True


def _sends_a_free_form(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else ""
    return request.method == "POST" and name in _FREE_NAMES


def _is_background(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in _BACKGROUND


def _tell(request: HttpRequest, words: str) -> HttpResponse | None:
    """The next page says it; a form that was sent is answered at once, since it cannot be sent on."""
    if request.method != "POST" or _is_by_script(request):
        messages.warning(request, words)
        return None
    login_url = f"{reverse('login')}?{urlencode({'next': _page_of_form(request)})}"
    written = words_written(request.POST.items())
    context = {"words": words, "login_url": login_url, "written": written}
    response = render(request, "people/not_saved.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _is_by_script(request: HttpRequest) -> bool:
    """Not a page that is opened, nor a form that is sent: scripts have words of their own for this."""
    is_marked = request.headers.get("X-Requested-With") or request.headers.get("HX-Request")
    return bool(is_marked) or "text/html" not in request.headers.get("Accept", "text/html")


def _page_of_form(request: HttpRequest) -> str:
    """The page on which the form stood."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        parts = urlsplit(came_from)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.path
