"""Typing a login code, and the login that it opens."""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import AuditEvent, LoginCode, Person, User
from people.rules.login_codes import MAX_TRIES, is_live
from people.rules.masking import mask_phone
from people.selectors.logins import people_behind
from people.services.login_slips import ensure_login
from people.services.record_audit import record_audit
from people.services.throttle_login import forget_failures


class CodeWrong(GridschoolError):
    """This code opens nothing; codes: wrong, over (used, or out of date)."""


class CodeLocked(CodeWrong):
    """Too many wrong tries: the code is dead, whoever may know it."""

    status = 429


def check_login_code(*, phone: str, code: str) -> list[Person]:
    """The people in post behind a number, once the right code is typed; it is used up. At most five, at least one.

    Says nothing about who they are before. Side effects: wrong tries are counted and audited. Raises CodeWrong,
    CodeLocked.
    """
    found = _try(phone, code)
    if isinstance(found, CodeWrong):
        raise found
    return found


@transaction.atomic
def _try(phone: str, code: str) -> list[Person] | CodeWrong:
    """An error is given back, not raised: what was counted must stay."""
    people = people_behind(phone)
    row = LoginCode.objects.select_for_update().filter(key=LoginCode.key_of(phone)).first()
    if row is not None and row.failures >= MAX_TRIES:
        return _locked()
    is_open = row is not None and is_live(sent_at=row.sent_at, failures=row.failures, now=timezone.now())
    if row is None or not is_open or not row.code_hash:
        return CodeWrong(_("This code is used up or older than five minutes. Ask for a new one."), code="over")
    if constant_time_compare(row.code_hash, LoginCode.hash_of(phone, code)) and people:
        row.code_hash = ""
        row.save(update_fields=["code_hash"])
        forget_failures(phone)
        return people
    return _count(row, phone, people)


def _count(row: LoginCode, phone: str, people: list[Person]) -> CodeWrong:
    row.failures += 1
    row.save(update_fields=["failures"])
    is_over = row.failures >= MAX_TRIES
    known = people[0] if len(people) == 1 else None
    record_audit(
        actor=None,
        action="people.code_locked" if is_over else "people.code_wrong",
        target=known,
        unit=known.unit if known else None,
        data={"name": mask_phone(phone)},
        result=AuditEvent.Result.REFUSED,
    )
    left = MAX_TRIES - row.failures
    words = _("This code is not right. Check the newest message; %(left)s tries are left.")
    return _locked() if is_over else CodeWrong(words % {"left": left}, code="wrong")


def _locked() -> CodeLocked:
    message = _(
        "Five wrong tries: this code no longer works, and your learning record is untouched. Ask for a new code, "
        "sign in with your password, or ask your unit for a login slip."
    )
    return CodeLocked(message, code="locked")


@transaction.atomic
def open_by_code(*, person: Person) -> User:
    """The login of somebody who typed the right code; made now if there was none, as a slip would do.

    Learners may live on codes alone: who never chose a password is not made to. Staff are, since their password
    guards the second factor's settings; and so is who got in by a slip and has an old password to replace.
    """
    user = ensure_login(person)
    if user.must_change_password and not user.is_staff and not user.has_usable_password():
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    forget_failures(user.username)
    return user
