"""The page behind a login slip's QR code."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.logins.doors import enter
from people.services.login_slips import SlipOver, look_at_slip, use_slip_token

# The address opens a login: nobody may index it, or learn it as the page somebody came from. "no-referrer" would
# make browsers send the form with the origin "null", which the check of forms refuses.
_HEADERS = {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex, nofollow, noarchive"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login_slip(request: HttpRequest, token: str) -> HttpResponse:
    """Opened by a scanner: whose slip it is, masked, and a button. Only the button uses the slip up.

    WeChat and others open an address to draw a preview of it; that must cost nobody the slip.
    """
    try:
        response = _come_in(request, token) if request.method == "POST" else _ask(request, token)
    except SlipOver as over:
        response = _refuse(request, over)
    for name, value in _HEADERS.items():
        response.headers[name] = value
    return response


def _ask(request: HttpRequest, token: str) -> HttpResponse:
    slip = look_at_slip(token=token)
    context = {"name": slip.user.person.masked_name, "until": slip.expires_at}
    return render(request, "account/slip.html", context)


def _come_in(request: HttpRequest, token: str) -> HttpResponse:
    """The slip's owner takes the place of whoever was signed in on this phone before."""
    user = use_slip_token(token=token)
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    return enter(request, user, way="slip")


def _refuse(request: HttpRequest, over: SlipOver) -> HttpResponse:
    help_ = _("Nothing is lost. Ask your unit to print a new slip; it works at once.")
    context: dict[str, Any] = {
        "title": _("This slip does not open anything"),
        "message": f"{over}\n{help_}",
        "back_url": reverse("login"),
        "back_label": _("Sign in with a password"),
    }
    return render(request, "error.html", context, status=over.status)
