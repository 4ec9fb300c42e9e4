"""Views that belong to no room."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gridschool.chosen_view import remember_on_device
from people.api import User, choose_view


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Choose the size of the words (POST ``view``) or the contrast (``contrast``); then go back to ``next``."""
    size = _one_of(User.TypeSize.values, request.POST.get("view", ""))
    contrast = _one_of(User.Contrast.values, request.POST.get("contrast", ""))
    if isinstance(request.user, User):
        choose_view(user=request.user, type_size=size, contrast=contrast)
    response = HttpResponseRedirect(_safe_next(request))
    remember_on_device(response, size=size, contrast=contrast)
    return response


def _one_of(choices: list[str], asked: str) -> str:
    return asked if asked in choices else ""


def _safe_next(request: HttpRequest) -> str:
    """Give the path to return to; never another host."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else "/"
