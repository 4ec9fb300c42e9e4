"""Logging in and choosing a password."""

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people.forms import FirstPasswordForm, LoginForm
from people.scope import is_staff_somewhere


class LoginView(auth_views.LoginView):
    """The only door. Keeps the page that was asked for and returns to it."""

    template_name = "people/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        return first_page(self.request.user)

    def form_invalid(self, form: Any) -> HttpResponse:
        status = 429 if form.is_locked else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)


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
    form = FirstPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        return redirect(_safe_next(request) or first_page(request.user))
    return render(request, "people/password_change.html", {"form": form})


def _safe_next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""
