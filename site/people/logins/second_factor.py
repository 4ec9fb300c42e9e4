"""Who still owes a second factor. What asks for it at each login is people.logins.stages."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from people.logins.doors import steps_of

REQUIRED, OPTIONAL = "required", "optional"


def is_owed(request: HttpRequest) -> bool:
    """Whether staff would have to set up a second factor before they go on; whether it is staff the caller knows.

    Costs no query. A sign-on of a county that asks for a factor of its own is enough for its session.
    """
    user: Any = request.user
    if settings.STAFF_SECOND_FACTOR != REQUIRED or user.second_factor_since is not None:
        return False
    return not any(step.get("second_factor") for step in steps_of(request))


def lead_to_activation(request: HttpRequest) -> HttpResponse:
    """To the page that sets it up, and back to what was asked for afterwards."""
    query = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(reverse("mfa_activate_totp") + query)
