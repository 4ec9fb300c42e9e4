"""The second factor: setting it up, being asked for it, recovery codes. allauth's views in our order of steps."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from people.logins.doors import SECOND_FACTOR
from people.scope import is_staff_somewhere
from people.services.second_factor import mark_second_factor
from people.views.login import first_page

GROUP = 4


def _with_next(request: HttpRequest, name: str) -> str:
    wanted = get_next_redirect_url(request)
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


def in_groups(text: str) -> str:
    """A key or code in groups of four, as people read it aloud."""
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Whether the second factor is on, since when, and what can be done about it. For staff."""
    if not is_staff_somewhere(request.user):
        raise Http404
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    left = len(codes.wrap().get_unused_codes()) if codes else 0
    return render(request, "mfa/index.html", {"since": request.user.second_factor_since, "codes_left": left})


@method_decorator([never_cache, login_required], name="dispatch")
class ActivateView(ActivateTOTPView):
    """Show the key as a picture and in letters, and take the first code. For staff."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_staff_somewhere(request.user):
            raise Http404
        if request.user.second_factor_since is not None:
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["key"] = in_groups(context["form"].secret)
        context["next"] = get_next_redirect_url(self.request) or ""
        return context

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        mark_second_factor(user=self.request.user, is_on=True)
        update_session_auth_hash(self.request, self.request.user)
        record_authentication(self.request, self.request.user, SECOND_FACTOR, type="totp", reauthenticated=True)
        return response

    def get_success_url(self) -> str:
        return _with_next(self.request, "mfa_view_recovery_codes")


@method_decorator(never_cache, name="dispatch")
class DeactivateView(DeactivateTOTPView):
    """Take it off this phone. Staff who must have one are led to set it up on another at once."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        mark_second_factor(user=self.request.user, is_on=False)
        update_session_auth_hash(self.request, self.request.user)
        return response


@method_decorator([never_cache, login_required], name="dispatch")
class RecoveryCodesView(ViewRecoveryCodesView):
    """The recovery codes that are left, to print."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["codes"] = [in_groups(code) for code in context["unused_codes"]]
        context["next"] = get_next_redirect_url(self.request) or first_page(self.request.user)
        return context


@method_decorator([never_cache, login_required], name="dispatch")
class NewRecoveryCodesView(GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones end."""
