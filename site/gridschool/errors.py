"""What somebody sees when a page cannot be shown: what happened, what is safe, what to do, whom to call."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from gridschool.chosen_view import device_view

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for what is too big to be taken in."""
    if isinstance(exception, TOO_BIG) or isinstance(exception.__cause__, TOO_BIG):
        return error_page(request, 413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, by a template that needs neither request nor database."""
    context = {
        "html_class": device_view(request).html_class,
        "help_phone": settings.GRIDSCHOOL_HELP_PHONE,
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string("500.html", context), status=500)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page of a status that Django answers with nothing but a number."""
    title, message, retry = _words(status)
    context = {
        "title": title,
        "message": message,
        "retry": retry,
        "request_id": getattr(request, "request_id", ""),
    }
    return render(request, "error.html", context, status=status)


def _words(status: int) -> tuple[str, str, bool]:
    """Title, message, and whether trying again makes sense."""
    if status == 405:
        return (
            _("Please begin from the page again"),
            _("This address only works from a button on its page. Nothing was changed. Go back and tap it."),
            False,
        )
    if status == 413:
        return (
            _("What you sent is too large"),
            _("It was not taken in; what was saved before is all there. Make the file smaller and send it again."),
            False,
        )
    if status == 429:
        return (
            _("A little too fast"),
            _("Many tries came from here within a short time. Nothing is lost. Wait a minute, then try again."),
            True,
        )
    return (
        _("The school is busy for a moment"),
        _("What was saved is all there. Wait a minute, then open the page again."),
        True,
    )


class ErrorPageMiddleware:
    """Puts a page into answers that have only a status, when a person waits for one; headers stay."""

    STATUSES = frozenset({405, 413, 429, 502, 503, 504})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code not in self.STATUSES or response.streaming or response.content:
            return response
        if "text/html" not in request.headers.get("Accept", ""):
            return response
        page = error_page(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                page[name] = response[name]
        return page
