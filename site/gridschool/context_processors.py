"""What every page knows: the chosen view, the school's name, the number to call."""

from django.conf import settings
from django.http import HttpRequest

from gridschool.chosen_view import chosen_view

HELP_PHONE = "help_phone"  # in the session: of the county to which somebody belongs


def look(request: HttpRequest) -> dict[str, str]:
    """Give templates ``elder`` ("", "elder" or "max"), ``contrast`` ("" or "high"), ``html_class``,
    ``school_name`` and ``help_phone`` ("" if none).
    """
    view = chosen_view(request)
    return {
        "elder": view.elder,
        "contrast": view.contrast,
        "html_class": view.html_class,
        "school_name": getattr(settings, "GRIDSCHOOL_NAME", ""),
        "help_phone": help_phone(request),
    }


def help_phone(request: HttpRequest) -> str:
    """The number of the reader's county, else the school's own."""
    session = getattr(request, "session", {})
    return str(session.get(HELP_PHONE) or getattr(settings, "GRIDSCHOOL_HELP_PHONE", ""))
