"""What a county says about its school."""

from typing import Any

from courses.models import SchoolPage
from people.api import Unit


def help_phone_of(user: Any) -> str:
    """The number that the reader's county gives for help; "" when none is known.

    Of staff without a person the county in which they hold their first role.
    """
    unit = _unit_of(user)
    if unit is None:
        return ""
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    pages = SchoolPage.objects.filter(unit__path__in=paths).exclude(help_phone="").order_by("-unit__depth")
    return pages.values_list("help_phone", flat=True).first() or ""


def _unit_of(user: Any) -> Unit | None:
    if user.person_id:
        return user.person.unit
    role = user.roles.select_related("unit").first()
    return role.unit if role else None
