"""A county's own single sign-on (OpenID Connect): it says who somebody is; who may come in, our roster says."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.logins.doors import enter
from people.services.match_sign_on import match_sign_on

WAY = "oidc"


def provider_of(provider_id: str) -> dict[str, Any]:
    """The configuration of a provider."""
    return next(provider for provider in settings.OIDC_PROVIDERS if provider["id"] == provider_id)


def sign_on_links(wanted: str) -> list[dict[str, str]]:
    """Name and address of each county's sign-on for the sign-in page; `wanted` is the page to go to."""
    query = f"?{urlencode({'next': wanted})}" if wanted else ""
    return [
        {"name": provider["name"], "url": reverse("openid_connect_login", args=[provider["id"]]) + query}
        for provider in settings.OIDC_PROVIDERS
    ]


class CountySignOnAdapter(DefaultSocialAccountAdapter):
    """Ends allauth's flow as soon as the claims are there: nobody is signed up or connected, no claim is kept."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        provider = provider_of(sociallogin.provider.app.provider_id)
        data = sociallogin.account.extra_data
        claims = {**data.get("id_token", {}), **data.get("userinfo", {})}
        try:
            user = match_sign_on(provider=provider, claims=claims)
        except GridschoolError as refused:
            raise ImmediateHttpResponse(_refusal(request, refused.message, 403)) from refused
        if request.user.is_authenticated:
            get_account_adapter(request).logout(request)
        wanted = sociallogin.state.get("next")
        trusted = provider["second_factor"]
        raise ImmediateHttpResponse(enter(request, user, way=WAY, redirect_url=wanted, has_second_factor=trusted))

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("error") == AuthError.CANCELLED:
            words = _("You stopped at the county's sign-on. Nothing has changed.")
            raise ImmediateHttpResponse(_refusal(request, words, 401))
        raise ImmediateHttpResponse(no_answer(request))


def no_answer(request: HttpRequest) -> HttpResponse:
    """The county's server is away, or answered with what no provider should answer."""
    words = _(
        "The county's sign-on did not answer as it should. Try once more, or sign in with your worker number and "
        "password."
    )
    return _refusal(request, words, 401)


def _refusal(request: HttpRequest, message: Any, status: int) -> HttpResponse:
    context = {
        "title": _("Not signed in"),
        "message": message,
        "back_url": reverse("login"),
        "back_label": _("Back to signing in"),
    }
    return render(request, "error.html", context, status=status)
