"""To a county's sign-on and back: allauth's two views, with words when the county's server fails."""

from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from requests import RequestException

from people.logins.county_sign_on import no_answer


def _told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except RequestException:
            return no_answer(request)

    return guarded


leave = _told(views.login)
come_back = _told(views.callback)
