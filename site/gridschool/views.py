"""Views that belong to no room."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gridschool.context_processors import ELDER_COOKIE, ELDER_VIEWS

ELDER_COOKIE_SECONDS = 365 * 24 * 3600


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch between the standard view and the elder views (POST ``view``), then go back to ``next``."""
    response = HttpResponseRedirect(_safe_next(request))
    chosen = request.POST.get("view", "")
    if chosen not in ELDER_VIEWS:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
        return response
    response.set_cookie(
        ELDER_COOKIE,
        chosen,
        max_age=ELDER_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _safe_next(request: HttpRequest) -> str:
    """Give the path to return to; never another host."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else "/"
