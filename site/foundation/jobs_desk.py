"""Jobs on the desk of whoever started them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.desk import DeskItem, Waiting
from foundation.jobs import jobs_to_mend


def _look(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(jobs_to_mend(user, now))


def _is_staff(user: Any) -> bool:
    """Whoever holds a role; what it allows is asked where jobs are started."""
    return bool(user.is_staff or user.is_superuser)


FAILED_JOBS = DeskItem(
    key="foundation.failed_jobs",
    order=5,
    icon="alert",
    title=_("Long tasks that were not finished"),
    is_for=_is_staff,
    look=_look,
    url_name="foundation_jobs",
    query="show=failed",
)
