"""The open sessions of one login."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from people.logins.idle_limits import idle_limits
from people.logins.sessions import OPENED
from people.models import LoginSession, User
from people.rules.devices import device_words, is_handheld
from people.rules.idle import Pause, pause_after

WAYS: Mapping[str, str | Promise] = {
    "password": pgettext_lazy("way in", "password"),
    "slip": pgettext_lazy("way in", "login slip"),
    "code": pgettext_lazy("way in", "text message"),
    "oidc": pgettext_lazy("way in", "county's sign-on"),
}


@dataclass(frozen=True)
class OpenSession:
    """A session as its owner sees it. `handle` names it on the page, where its key must never stand."""

    key: str
    device: str
    is_handheld: bool
    way: str
    since: datetime | None
    seen_at: datetime
    is_this: bool

    @property
    def handle(self) -> str:
        return salted_hmac("people.session_handle", self.key, algorithm="sha256").hexdigest()[:24]


def open_sessions(user: User, *, now: datetime, this: str | None = None) -> list[OpenSession]:
    """The sessions by which a login could go on now: this one first, then the latest seen; one query.

    Those that ended with a password, by an officer or by a long pause are left out, though their rows may stand.
    """
    rows = LoginSession.objects.filter(user=user, expire_date__gt=now).order_by("-seen_at")
    alive = [(row, data) for row in rows if _is_alive(row, data := row.get_decoded(), user, now)]
    found = [_described(row, data.get(OPENED, {}), this) for row, data in alive]
    return sorted(found, key=lambda session: not session.is_this)


def _is_alive(row: LoginSession, data: dict[str, Any], user: User, now: datetime) -> bool:
    if not constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return False
    is_staff = user.is_staff or user.is_superuser
    return pause_after(now - row.seen_at, is_staff=is_staff, limits=idle_limits()) != Pause.OVER


def _described(row: LoginSession, opened: dict[str, Any], this: str | None) -> OpenSession:
    agent, at = opened.get("agent", ""), opened.get("at")
    return OpenSession(
        key=row.session_key,
        device=device_words(agent),
        is_handheld=is_handheld(agent),
        way=str(WAYS.get(opened.get("way", ""), "")),
        since=datetime.fromtimestamp(at, tz=timezone.get_current_timezone()) if at else None,
        seen_at=row.seen_at,
        is_this=row.session_key == this,
    )
