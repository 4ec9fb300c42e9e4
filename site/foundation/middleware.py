"""Two middlewares that every request passes: one names it, one tells domain errors to people."""

import logging
import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from foundation.addresses import client_address
from foundation.disk import StorageFull, is_disk_full
from foundation.errors import GridschoolError
from foundation.logs import client_ip, request_id

logger = logging.getLogger(__name__)

_SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Give each request an id: the proxy's when it is well formed, else a new one. Sent back to the client.

    While the request lasts, its id and the client's address are known to logs and to the audit log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        own = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        setattr(request, "request_id", own)  # noqa: B010  no field of HttpRequest
        token, address = request_id.set(own), client_ip.set(client_address(request))
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
            client_ip.reset(address)
        response["X-Request-ID"] = own
        return response


class DomainErrorMiddleware:
    """Answer a GridschoolError with its own status and words: a page for people, JSON for scripts.

    A full disk, wherever it is met, is told in the same way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_disk_full(exception):
            logger.error("disk full", exc_info=exception)
            exception = StorageFull()
        if not isinstance(exception, GridschoolError):
            return None
        logger.info("refused: %s", exception.code)
        if request.content_type == "application/json":
            data = {"code": exception.code, "message": str(exception)}
            return JsonResponse(data, status=exception.status)
        context = {
            "title": _("This did not work"),
            "message": exception.message,
            "code": exception.code,
            "request_id": getattr(request, "request_id", ""),
        }
        return render(request, "error.html", context, status=exception.status)
