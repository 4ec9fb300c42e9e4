"""What follows from Django's own signals; the admin's way out sends the same one as ours."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from people.logins.sessions import note_opening
from people.models import User
from people.selectors.logins import unit_of_log
from people.services.record_audit import record_audit


@receiver(user_logged_out)
def audit_logout(user: User | None, **kwargs: Any) -> None:
    """One line for each login that really ended."""
    if user is not None:
        record_audit(actor=user, action="people.logout", target=user, unit=unit_of_log(user))


@receiver(user_logged_in)
def note_session(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A session knows how it was opened, so that its owner can tell it from the others."""
    note_opening(request, user, timezone.now())
