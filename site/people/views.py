"""Logging in and choosing a password."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
        user = self.request.user
        if is_staff_somewhere(user) and not getattr(user, "person_id", None):
            return "/admin/"
        return super().get_default_redirect_url()


@sensitive_post_parameters()
@never_cache
@login_required
def password_change(request: HttpRequest) -> HttpResponse:
    """Choose a password; the session goes on, other sessions of this login end."""
    form = FirstPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        return redirect("home")
    return render(request, "people/password_change.html", {"form": form})
