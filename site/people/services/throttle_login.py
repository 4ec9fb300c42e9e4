"""Wrong passwords and codes, counted per name in the database: one count however many processes serve."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from foundation.api import keyed_hash
from people.models import LoginThrottle
from people.rules.contact import normalise_phone

MAX_FAILURES = 5
WINDOW_MINUTES = 15
LOCK_MINUTES = 30  # what assessors of 等保 level 2 expect
FORGET_HOURS = 24
PURPOSE = "login.throttle"


def locked_until(name: str) -> datetime | None:
    """The moment until which this name is locked, or None when it is not."""
    ahead = LoginThrottle.objects.filter(key=_key(name), locked_until__gt=timezone.now())
    return ahead.values_list("locked_until", flat=True).first()


@transaction.atomic
def count_failure(name: str) -> datetime | None:
    """Note a wrong password; the window begins with the first one.

    Returns the moment until which the name is locked, if this one was too many.
    """
    now = timezone.now()
    row, is_new = LoginThrottle.objects.get_or_create(key=_key(name), defaults={"since": now})
    if is_new:
        LoginThrottle.objects.filter(since__lt=now - timedelta(hours=FORGET_HOURS)).delete()
    row = LoginThrottle.objects.select_for_update().get(pk=row.pk)
    if row.locked_until or row.since < now - timedelta(minutes=WINDOW_MINUTES):
        row.failures, row.since, row.locked_until = 0, now, None
    row.failures += 1
    if row.failures >= MAX_FAILURES:
        row.locked_until = now + timedelta(minutes=LOCK_MINUTES)
    row.save(update_fields=["failures", "since", "locked_until"])
    return row.locked_until


def forget_failures(name: str) -> None:
    """After a success."""
    LoginThrottle.objects.filter(key=_key(name)).delete()


def _key(name: str) -> str:
    return keyed_hash(normalise_phone(name) or name.strip().lower(), purpose=PURPOSE)
