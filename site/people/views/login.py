"""Logging in and choosing a password."""

from typing import Any

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people.forms.login import LoginForm, PasswordForm
from people.logins.county_sign_on import sign_on_links
from people.logins.password_age import password_is_old
from people.logins.sms import is_sms_on
from people.scope import is_staff_somewhere


class LoginView(account_views.LoginView):
    """The door. Keeps the page that was asked for through every stage and returns to it."""

    form_class = LoginForm

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        status = 429 if form.is_locked else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.get_next_url() or ""
        ways = {"sign_ons": sign_on_links(wanted), "has_codes": is_sms_on()}
        return super().get_context_data(next=wanted, **ways, **kwargs)


def first_page(user: Any) -> str:
    """Where somebody without an errand begins: staff in the admin, workers at home."""
    if is_staff_somewhere(user) and not getattr(user, "person_id", None):
        return reverse("wagtailadmin_home")
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@sensitive_post_parameters()
@never_cache
@login_required
def password_change(request: HttpRequest) -> HttpResponse:
    """Choose a password, then go on to `next`; the session goes on, other sessions of this login end."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        if request.user.second_factor_since is None:
            record_authentication(request, request.user, method="password", reauthenticated=True)
        return redirect(get_next_redirect_url(request) or first_page(request.user))
    context = {"form": form, "is_old": password_is_old(request.user)}
    return render(request, "account/password_change.html", context)
