"""How allauth asks about our logins. Its pages for sign-up, e-mail and forgotten passwords are not mounted."""

import time
from typing import Any

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.api import decrypt, encrypt
from people.logins.doors import SECOND_FACTOR, steps_of, way_of
from people.models import User
from people.selectors.logins import unit_of_log
from people.services.choose_password import choose_password
from people.services.record_audit import record_audit
from people.services.throttle_login import count_failure, forget_failures, locked_until

PURPOSE = "people.second_factor"


class AccountAdapter(DefaultAccountAdapter):
    """Logins are made by officers, never by signing up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": _("This is not your password. Look at it once more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what happened."""

    def get_login_stages(self) -> list[str]:
        return ["people.logins.stages.SecondFactorStage"]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        from people.views.login import first_page  # the views import the forms, which import us

        return first_page(request.user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        factor = next((step.get("type") for step in steps_of(request) if step["method"] == SECOND_FACTOR), None)
        data = {"way": way_of(request), "second_factor": factor}
        record_audit(actor=user, action="people.login", target=user, unit=unit_of_log(user), data=data)
        return super().post_login(request, user, **kwargs)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, _("This login is switched off. Ask your unit."))
        return redirect("login")

    def set_password(self, user: User, password: str) -> None:
        choose_password(user=user, password=password)

    def reauthenticate(self, user: User, password: str) -> bool:
        """The password again; wrong ones count as at the door."""
        if locked_until(user.username):
            return False
        if user.check_password(password):
            forget_failures(user.username)
            return True
        count_failure(user.username)
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within a few minutes of logging in, if that took all the factors which the login has."""
        steps = steps_of(context.request)
        if not steps:
            return True
        last = steps[-1]
        has_all = context.request.user.second_factor_since is None or last["method"] == SECOND_FACTOR
        return not (has_all and time.time() - last["at"] < app_settings.REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second factor where there is one: a password alone must not be enough to take it away."""
        if user.second_factor_since is not None:
            return [_method("mfa_reauthenticate")]
        return [_method("account_reauthenticate")] if user.has_usable_password() else []


def _method(name: str) -> dict[str, str]:
    url = reverse(name)
    return {"id": name, "description": url, "url": url}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keys are stored encrypted; codes are drawn by the library that draws all our QR codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right. It changes every 30 seconds: type the one that the app shows now. "
            "If it is never right, set the phone's clock to automatic."
        ),
    }

    def get_totp_issuer(self) -> str:
        return settings.GRIDSCHOOL_NAME

    def build_totp_svg(self, url: str) -> str:
        return segno.make(url, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)

    def encrypt(self, text: str) -> str:
        return encrypt(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, purpose=PURPOSE)
