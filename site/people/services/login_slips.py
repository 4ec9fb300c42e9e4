"""One-time login slips: printed by the unit, good for one login."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

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

    The codes are returned once, in the given order. Side effects: logins, slips, one audit event.
    """
    printed = [_issue_one(actor, person) for person in people]
    unit = people[0].unit if people else None
    uids = [str(person.uid) for person in people]
    record_audit(actor=actor, action="people.issue_slips", target=None, unit=unit, data={"people": uids})
    return printed


def _issue_one(actor: Any, person: Person) -> PrintedSlip:
    user = ensure_login(person)
    now = timezone.now()
    LoginSlip.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    slip = LoginSlip.objects.create(
        user=user, code_hash=_hash(user, code), issued_by=actor, expires_at=now + timedelta(days=SLIP_DAYS)
    )
    return PrintedSlip(person, code, slip)


def ensure_login(person: Person) -> User:
    """The person's login; a new one has the worker number as its name and no password at all."""
    user = User.objects.filter(person=person).first()
    if user is None:
        user = User(username=person.worker_no, person=person, must_change_password=True)
        user.set_unusable_password()
        user.save()
    return user


def use_login_slip(*, user: User, code: str) -> bool:
    """Whether the code opens this login now; if so it is used up and a new password is demanded.

    After MAX_FAILURES wrong codes a slip is dead.
    """
    now = timezone.now()
    slips = LoginSlip.objects.filter(user=user, used_at=None, expires_at__gt=now, failures__lt=MAX_FAILURES)
    used = slips.filter(code_hash=_hash(user, code)).update(used_at=now)
    if not used:
        slips.update(failures=F("failures") + 1)
        return False
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    user.must_change_password = True
    return True


def _hash(user: User, code: str) -> str:
    plain = re.sub(r"[\s-]", "", code).upper()
    return keyed_hash(f"{user.pk}:{plain}", purpose=PURPOSE)
