"""The session engine: Django's own in the database, whose rows also tell whose they are and when they were seen.

So a person's sessions can be listed, and ended by deleting rows, and how long one was idle is read with the
session: no request costs a statement more. allauth.usersessions was weighed: it keeps a second row beside each
session, which every request would have to write to know when it was seen, and which is lost when the key changes.
"""

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, DateTimeField, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from foundation.api import PreparedQuery, Slot
from people.logins.doors import way_of
from people.models import LoginSession, User

OPENED = "opened"


def _open() -> "QuerySet[Any, Any]":
    key, now = Slot("key", CharField()), Slot("now", DateTimeField())
    return LoginSession.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data", "seen_at")


_open_sessions = PreparedQuery(_open)  # every request of everybody asks it
AGENT_LENGTH = 400


class SessionStore(DatabaseStore):
    """A session; `seen_at` is None as long as it was not found in the database."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def load(self) -> dict[str, Any]:
        rows = _open_sessions.rows(key=self.session_key, now=timezone.now())
        if not rows:
            self.seen_at = self._session_key = None
            return {}
        data, self.seen_at = rows[0]
        return self.decode(data)

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        row = cast(LoginSession, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        return row

    def touch(self, now: datetime) -> None:
        """Note that somebody is there. Writes one column, so it neither revives a session nor overwrites it."""
        self.seen_at = now
        LoginSession.objects.filter(session_key=self.session_key).update(seen_at=now)


def note_opening(request: HttpRequest, user: User, now: datetime) -> None:
    """Keep with a new session when, how and by what kind of browser it was opened."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:AGENT_LENGTH]
    request.session[OPENED] = {"at": int(now.timestamp()), "way": way_of(request, user), "agent": agent}
