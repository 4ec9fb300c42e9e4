"""The last step of every way in: password, slip, text message, a county's sign-on.

Whatever proved who somebody is, `enter` runs allauth's stages before there is a session, so that the second factor
is asked by all of them. Nothing else may call django.contrib.auth.login.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from people.models import User

SECOND_FACTOR = "mfa"  # allauth's word


def enter(
    request: HttpRequest,
    user: User,
    *,
    way: str,
    redirect_url: str | None = None,
    has_second_factor: bool = False,
) -> HttpResponse:
    """Log in, or go on to the stage that is still missing. `redirect_url` (already checked) is kept throughout.

    `way` stands in the audit log. `has_second_factor` says that whoever vouches for the user asked for one.
    """
    record_authentication(request, user, method=way, second_factor=has_second_factor or None)
    login = Login(user=user, redirect_url=redirect_url, state={"second_factor": has_second_factor})
    return perform_login(request, login)


def steps_of(request: HttpRequest, user: Any = None) -> list[dict[str, Any]]:
    """How the present session was opened, the latest step last; each has "method" and "at" (Unix time).

    `user` is who is just signing in; else it is who is signed in.
    """
    return list(get_authentication_records(request, user or request.user))


def way_of(request: HttpRequest, user: Any = None) -> str:
    """The way by which the present session was opened, "" when it is not known. `user` as above."""
    steps = reversed(steps_of(request, user))
    return next((step["method"] for step in steps if step["method"] != SECOND_FACTOR), "")
