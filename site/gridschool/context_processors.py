"""What every page knows: the chosen view, the school's name, the number to call."""

from django.conf import settings
from django.http import HttpRequest

ELDER_COOKIE = "elder"
ELDER_VIEWS = ("elder", "max")


def look(request: HttpRequest) -> dict[str, str]:
    """Give templates ``elder`` ("", "elder" or "max"), ``school_name`` and ``help_phone`` ("" if none)."""
    chosen = request.COOKIES.get(ELDER_COOKIE, "")
    return {
        "elder": chosen if chosen in ELDER_VIEWS else "",
        "school_name": getattr(settings, "GRIDSCHOOL_NAME", ""),
        "help_phone": getattr(settings, "GRIDSCHOOL_HELP_PHONE", ""),
    }
