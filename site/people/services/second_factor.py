"""Turning a second factor on and off. The codes themselves are allauth's."""

from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt as mfa_decrypt
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import AuditEvent, User
from people.scope import holds_role
from people.selectors.logins import unit_of_log
from people.services.record_audit import record_audit


class ResetRefused(GridschoolError):
    """Resetting a second factor above one's own power."""

    status = 403


@transaction.atomic
def mark_second_factor(*, user: User, is_on: bool) -> None:
    """Note that the owner turned the second factor on or off. Ends the login's other sessions.

    Side effects: one audit event. To be called in the transaction in which allauth writes or deletes the key.
    """
    user.second_factor_since = timezone.now() if is_on else None
    user.save(update_fields=["second_factor_since"])
    action = "people.second_factor_on" if is_on else "people.second_factor_off"
    record_audit(actor=user, action=action, target=user, unit=unit_of_log(user))


def note_wrong_code(*, user: User, until: datetime | None) -> None:
    """Note a wrong code in the audit log; `until` when it was one too many and codes are locked now."""
    action = "people.second_factor_locked" if until else "people.second_factor_failed"
    refused = AuditEvent.Result.REFUSED
    record_audit(actor=None, action=action, target=user, unit=unit_of_log(user), result=refused)


@transaction.atomic
def spend_code(*, authenticator: Authenticator, code: str) -> bool:
    """Use up a code of the app that fits; False when it, or a later one, was used before (RFC 6238, 5.2).

    allauth remembers used codes in the cache, hence for one process where there is no Redis.
    """
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    key = mfa_decrypt(row.data["secret"])
    typed = normalize_user_code(code)
    counters = [c for c in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(key, c)) == typed]
    if not counters or counters[0] <= row.data.get("spent", 0):
        return False
    row.data["spent"] = counters[0]
    row.save(update_fields=["data"])
    return True


def may_reset_second_factor(actor: Any, user: User) -> bool:
    """Whether every role of the login stands within the actor's power; never for oneself."""
    if actor.pk == user.pk or not actor.is_active:
        return False
    if actor.is_superuser:
        return True
    roles = list(user.roles.select_related("unit"))
    return bool(roles) and not user.is_superuser and all(holds_role(actor, r.unit, ("officer",)) for r in roles)


@transaction.atomic
def reset_second_factor(*, actor: Any, user: User, reason: str = "") -> None:
    """Take the second factor from a colleague who lost the phone; all their sessions end.

    `actor` is None only for somebody at the server's console. At the next login it has to be set up anew.
    Side effects: one audit event. Raises ResetRefused: above one's power, or there is none to reset.
    """
    if actor is not None and not may_reset_second_factor(actor, user):
        message = _("Only an officer who is responsible for all roles of this login may do that.")
        raise ResetRefused(message, code="reset_refused")
    if user.second_factor_since is None:
        message = _("Two-step sign-in is not on for this login. Nothing was changed.")
        raise ResetRefused(message, code="nothing_to_reset", status=409)
    Authenticator.objects.filter(user=user).delete()
    user.second_factor_since = None
    user.save(update_fields=["second_factor_since"])
    unit = unit_of_log(user)
    record_audit(actor=actor, action="people.reset_second_factor", target=user, unit=unit, reason=reason)
