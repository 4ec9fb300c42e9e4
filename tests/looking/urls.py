"""The school's addresses, and some that fail, so that the pages about failures can be looked at."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from courses.services.book_drill import BookingRefused
from gridschool.urls import urlpatterns as of_the_school


def bad_request(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("looked at")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("looked at")


def refused(request: HttpRequest) -> HttpResponse:
    raise BookingRefused(_("This session has begun. Choose another one."), code="session_begun")


urlpatterns = [
    path("looking/400/", bad_request),
    path("looking/403/", forbidden),
    path("looking/500/", broken),
    path("looking/refused/", refused),
    *of_the_school,
]
