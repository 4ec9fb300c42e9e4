"""Ending sessions: one's own by hand, somebody's by a deed, one that was idle too long."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from people.models import LoginSession, User
from people.selectors.logins import unit_of_log
from people.services.record_audit import record_audit


def end_sessions(*, user: User) -> None:
    """End every session of a login, at its next request."""
    User.objects.filter(pk=user.pk).update(session_stamp=F("session_stamp") + 1)


@transaction.atomic
def end_own_sessions(*, user: User, keys: Collection[str]) -> int:
    """End some of one's own sessions at once; returns how many there were. Twice is once.

    Side effects: one audit event, when there was any.
    """
    ended, _each = LoginSession.objects.filter(user=user, session_key__in=keys).delete()
    if ended:
        record_audit(
            actor=user,
            action="people.end_own_sessions",
            target=user,
            unit=unit_of_log(user),
            data={"sessions": ended},
        )
    return ended


def note_idle_end(*, user: User) -> None:
    """Note in the audit log that a session ended because nobody used it."""
    record_audit(actor=None, action="people.session_idle", target=user, unit=unit_of_log(user))
