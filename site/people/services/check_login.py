"""A name and what was typed beside it: a password, or the code of a login slip."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import AuditEvent, User
from people.rules.masking import mask_login
from people.selectors.logins import unit_of_log, users_called
from people.services.login_slips import use_login_slip
from people.services.record_audit import record_audit
from people.services.throttle_login import count_failure, forget_failures, locked_until


class LoginRefused(GridschoolError):
    """The name and the password do not fit."""


class LoginLocked(LoginRefused):
    """Too many wrong passwords: none is looked at for a while."""

    status = 429


@dataclass(frozen=True)
class Opened:
    """Whose login it is, and by which way: "password" or "slip"."""

    user: User
    way: str


def check_login(*, request: HttpRequest, name: str, password: str) -> Opened:
    """Find the login that this name and password, or slip, open. Does not log in: doors.enter does.

    While a name is locked no password is looked at, but a slip still opens it and ends the lock.
    Side effects: a slip is used up; failures are counted and audited. Raises LoginRefused, LoginLocked.
    """
    until = locked_until(name)
    users = users_called(name)
    user = None if until else authenticate(request, username=name, password=password)
    way = "password"
    if user is None and users:
        user, way = use_login_slip(users=users, code=password), "slip"
    if isinstance(user, User):
        forget_failures(name)
        return Opened(user, way)
    raise locked_error(until) if until else _refuse(name, users)


@transaction.atomic
def _refuse(name: str, users: list[User]) -> LoginRefused:
    until = count_failure(name)
    known = users[0] if len(users) == 1 else None
    record_audit(
        actor=None,
        action="people.login_locked" if until else "people.login_failed",
        target=known,
        unit=unit_of_log(known) if known else None,
        data={"name": mask_login(name)},
        result=AuditEvent.Result.REFUSED,
    )
    return locked_error(until) if until else LoginRefused(_wrong_words(), code="invalid_login")


def _wrong_words() -> str:
    return _(
        "The number and the password do not match. Check them, or ask your unit for a new login "
        "slip. If you share your phone with somebody, use your worker number."
    )


def locked_error(until: datetime) -> LoginLocked:
    """Says until when, and what helps at once."""
    words = _(
        "Too many wrong tries. No password is looked at until %(time)s; your learning record is untouched. In a "
        "hurry? Ask your unit for a login slip: its code works at once."
    ) % {"time": f"{timezone.localtime(until):%H:%M}"}
    return LoginLocked(words, code="locked")
