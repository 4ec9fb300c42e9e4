"""One-time login slips: printed by the unit, good for one login."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.api import keyed_hash
from people.models import LoginSlip, Person, User
from people.services.record_audit import record_audit

SLIP_DAYS = 7
CODE_LENGTH = 8
MAX_FAILURES = 10
# Crockford's letters: nothing that looks like something else on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PURPOSE = "login.slip"
_CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")


@dataclass(frozen=True)
class PrintedSlip:
    """What stands on the paper. The code exists nowhere else once the page is closed."""

    person: Person
    code: str
    slip: LoginSlip

    @property
    def spaced_code(self) -> str:
        return f"{self.code[:4]} {self.code[4:]}"


@transaction.atomic
def issue_login_slips(*, actor: Any, people: list[Person]) -> list[PrintedSlip]:
    """Make a new slip for each person and end the older ones. Makes the login where there is none.

    The codes are returned once, in the given order. Side effects: logins, slips, one audit event. The number of
    queries does not grow with the number of people.
    """
    users = _ensure_logins(people)
    now = timezone.now()
    LoginSlip.objects.filter(user__in=users.values(), used_at=None, expires_at__gt=now).update(expires_at=now)
    printed = [_new_slip(actor, person, users[person.pk], now) for person in people]
    LoginSlip.objects.bulk_create([slip.slip for slip in printed])
    unit = people[0].unit if people else None
    uids = [str(person.uid) for person in people]
    record_audit(actor=actor, action="people.issue_slips", target=None, unit=unit, data={"people": uids})
    return printed


def _new_slip(actor: Any, person: Person, user: User, now: datetime) -> PrintedSlip:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    expires_at = now + timedelta(days=SLIP_DAYS)
    slip = LoginSlip(user=user, code_hash=_hash(user, code), issued_by=actor, expires_at=expires_at)
    return PrintedSlip(person, code, slip)


def ensure_login(person: Person) -> User:
    """The person's login; a new one has the worker number as its name and no password at all."""
    return _ensure_logins([person])[person.pk]


def _ensure_logins(people: list[Person]) -> dict[int, User]:
    """Logins by person key."""
    users: dict[Any, User] = {user.person_id: user for user in User.objects.filter(person__in=people)}
    missing = {person.pk: person for person in people if person.pk not in users}
    made = [
        User(username=person.worker_no, person=person, must_change_password=True, password=make_password(None))
        for person in missing.values()
    ]
    User.objects.bulk_create(made)
    return users | {user.person_id: user for user in made}


def use_login_slip(*, users: list[User], code: str) -> User | None:
    """The one of these logins that the code opens now, or None; the slip is used up and a new password demanded.

    A wrong code counts against every slip that it was tried on, and after MAX_FAILURES a slip is dead. What does
    not look like a code at all (a mistyped password) counts against none.
    """
    plain = re.sub(r"[\s-]", "", code).upper()
    if not _CODE.fullmatch(plain):
        return None
    now = timezone.now()
    open_slips = LoginSlip.objects.filter(
        user__in=users, used_at=None, expires_at__gt=now, failures__lt=MAX_FAILURES
    )
    for user in users:
        if open_slips.filter(user=user, code_hash=_hash(user, plain)).update(used_at=now):
            User.objects.filter(pk=user.pk).update(must_change_password=True)
            user.must_change_password = True
            return user
    open_slips.update(failures=F("failures") + 1)
    return None


def _hash(user: User, plain_code: str) -> str:
    return keyed_hash(f"{user.pk}:{plain_code}", purpose=PURPOSE)
