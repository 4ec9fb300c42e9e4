"""How somebody likes the pages: their login remembers it, and on a device where nobody is signed in, a cookie."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from people.api import User

SIZE_COOKIE, CONTRAST_COOKIE = "elder", "contrast"
STANDARD, HIGH = User.TypeSize.STANDARD.value, User.Contrast.HIGH.value
ELDER_SIZES = (User.TypeSize.LARGE.value, User.TypeSize.LARGEST.value)
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class ChosenView:
    """`elder` is "", "elder" or "max"; `contrast` is "" or "high"."""

    elder: str = ""
    contrast: str = ""

    @property
    def html_class(self) -> str:
        """The classes of the page's root."""
        names = {"elder": "elder", "max": "elder elder-max"}.get(self.elder, "")
        return f"{names} {'contrast' if self.contrast else ''}".strip()


def chosen_view(request: HttpRequest) -> ChosenView:
    """What the reader's login says; where it says nothing, what this device says."""
    user: Any = getattr(request, "user", None)
    device = device_view(request)
    return _view(getattr(user, "type_size", "") or device.elder, getattr(user, "contrast", "") or device.contrast)


def device_view(request: HttpRequest) -> ChosenView:
    """What this device says, asking nobody: for a page that must come when the database does not answer."""
    return _view(request.COOKIES.get(SIZE_COOKIE, ""), request.COOKIES.get(CONTRAST_COOKIE, ""))


def _view(size: str, contrast: str) -> ChosenView:
    return ChosenView(size if size in ELDER_SIZES else "", HIGH if contrast == HIGH else "")


def remember_on_device(response: HttpResponse, *, size: str, contrast: str) -> None:
    """Keep the choice in cookies; "" leaves one as it is, what is usual needs none."""
    _keep(response, SIZE_COOKIE, size, ELDER_SIZES)
    _keep(response, CONTRAST_COOKIE, contrast, (HIGH,))


def _keep(response: HttpResponse, name: str, value: str, unusual: tuple[str, ...]) -> None:
    if value in unusual:
        is_secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, value, max_age=COOKIE_SECONDS, secure=is_secure, httponly=True, samesite="Lax")
    elif value:
        response.delete_cookie(name, samesite="Lax")
