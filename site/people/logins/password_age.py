from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone


def password_is_due(user: Any) -> bool:
    """Whether a password has to be chosen now: the first one, or a staff password that is too old."""
    return bool(getattr(user, "must_change_password", False)) or password_is_old(user)


def password_is_old(user: Any) -> bool:
    """Whether a staff password is older than STAFF_PASSWORD_DAYS (0: never). Costs no query."""
    if not settings.STAFF_PASSWORD_DAYS or not (getattr(user, "is_staff", False) or user.is_superuser):
        return False
    if not user.has_usable_password():
        return False
    since = user.password_changed_at or user.date_joined
    return bool(since < timezone.now() - timedelta(days=settings.STAFF_PASSWORD_DAYS))
