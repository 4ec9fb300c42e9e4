"""What of this room waits for officers."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from certificates.selectors import OFFICER, people_to_certify
from foundation.api import DeskItem, Waiting, register_desk_items
from people.api import is_staff_somewhere


def _is_officer(user: Any) -> bool:
    return is_staff_somewhere(user, OFFICER)


def _ready(user: Any, now: datetime) -> Waiting:
    count = people_to_certify(user).order_by().count()
    return Waiting(count, is_due=bool(count))


READY = DeskItem(
    key="certificates.ready",
    order=55,
    icon="cert",
    title=_("People ready for their certificate"),
    is_for=_is_officer,
    look=_ready,
    url_name="certificates_waiting",
)


def register() -> None:
    """Called when the room is ready."""
    register_desk_items(READY)
