"""What of this room waits for officers."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from certificates.selectors import people_to_certify
from foundation.api import DeskItem, Waiting, register_desk_items
from people.api import is_officer


def _ready(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(people_to_certify(user))


READY = DeskItem(
    key="certificates.ready",
    order=55,
    icon="cert",
    title=_("People ready for their certificate"),
    is_for=is_officer,
    look=_ready,
    url_name="certificates_waiting",
)


def register() -> None:
    """Called when the room is ready."""
    register_desk_items(READY)
