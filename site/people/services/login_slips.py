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
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError, keyed_hash
from people.models import LoginSlip, Person, User
from people.services.record_audit import record_audit
from people.services.throttle_login import forget_failures

SLIP_HOURS = 24
CODE_LENGTH = 8
MAX_FAILURES = 10
# Crockford's letters: nothing that looks like something else on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_BYTES = 16  # of the QR code: never typed, hence long enough to need no count of wrong tries
PURPOSE, TOKEN_PURPOSE = "login.slip", "login.slip.token"
_CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")


class SlipOver(GridschoolError):
    """A scanned slip that opens nothing (any more)."""

    status = 410

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message, code="slip_over")


@dataclass(frozen=True)
class PrintedSlip:
    """What stands on the paper. Code and token exist nowhere else once the page is closed."""

    person: Person
    code: str
    token: str
    slip: LoginSlip

    @property
    def spaced_code(self) -> str:
        return f"{self.code[:4]} {self.code[4:]}"


@transaction.atomic
def issue_login_slips(*, actor: Any, people: list[Person]) -> list[PrintedSlip]:
    """Make a new slip for each person and end the older ones. Makes the login where there is none.

    Codes and tokens are returned once, in the given order. Side effects: logins, slips, one audit event. The
    number of queries does not grow with the number of people.
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
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    slip = LoginSlip(
        user=user,
        code_hash=_hash(user, code),
        token_hash=_hash_of_token(token),
        issued_by=actor,
        expires_at=now + timedelta(hours=SLIP_HOURS),
    )
    return PrintedSlip(person, code, token, slip)


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
            return _demand_password(user)
    open_slips.update(failures=F("failures") + 1)
    return None


def look_at_slip(*, token: str) -> LoginSlip:
    """The slip whose QR code holds this token, with its login and person; looking uses nothing up.

    Raises SlipOver when it opens nothing: used, out of date, replaced, worn out, of a closed login, or unknown.
    """
    slips = LoginSlip.objects.select_related("user__person").filter(token_hash=_hash_of_token(token))
    slip = slips.first()
    if slip is None or slip.user.person is None:
        raise SlipOver(_("This login slip is not valid any more, or not all of its address came through."))
    if slip.used_at is not None:
        raise SlipOver(_("This login slip has been used. Sign in with the password that was chosen then."))
    if slip.expires_at <= timezone.now():
        raise SlipOver(_("This login slip has expired, or a newer one has taken its place."))
    if slip.failures >= MAX_FAILURES or not slip.user.is_active:
        raise SlipOver(_("This login slip does not work any more."))
    return slip


@transaction.atomic
def use_slip_token(*, token: str) -> User:
    """The login that a scanned slip opens. The slip is used up, a new password demanded, locks of the name end.

    Of two who press at once, one gets in. Raises SlipOver.
    """
    slip = look_at_slip(token=token)
    # By columns of the slip alone: PostgreSQL looks at these again after it has waited for the other.
    now = timezone.now()
    unused = LoginSlip.objects.filter(pk=slip.pk, used_at=None, expires_at__gt=now, failures__lt=MAX_FAILURES)
    if not unused.update(used_at=now):
        raise SlipOver(_("This login slip does not work any more."))
    forget_failures(slip.user.username)
    return _demand_password(slip.user)


def _demand_password(user: User) -> User:
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    user.must_change_password = True
    return user


def _hash(user: User, plain_code: str) -> str:
    return keyed_hash(f"{user.pk}:{plain_code}", purpose=PURPOSE)


def _hash_of_token(token: str) -> str:
    return keyed_hash(token, purpose=TOKEN_PURPOSE)
