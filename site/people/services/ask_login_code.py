"""Sending a login code. In the request, while the person waits: then the code stands in no queue, only its hash
in the database, and whether the provider took it is known at once.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.logins.sms import make_provider
from people.models import AuditEvent, CodeAsked, LoginCode, Person
from people.rules.login_codes import RESEND_SECONDS, make_code, seconds_for_address, seconds_to_wait
from people.rules.masking import mask_phone
from people.selectors.logins import people_behind, times_asked_by, times_sent_to
from people.services.record_audit import record_audit

logger = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 5.0
OUTAGE_MINUTES = 10


class CodeRefused(GridschoolError):
    """No code now; codes: too_soon (within the minute), too_many (for this number), busy_line."""

    status = 429


class SmsUnavailable(GridschoolError):
    """The provider did not take the message."""

    status = 503


@dataclass(frozen=True)
class _Sending:
    """What came of one attempt to send. `seconds` is None when nobody was written to."""

    outcome: str
    seconds: float | None


def ask_login_code(*, phone: str, address: str) -> None:
    """Send a new login code to a number (11 digits) of the roster; it takes the older one's place.

    A number that nobody in post has is answered in the same words, after as much work and time as the last
    message took, and counts in the same way. When the provider fails nothing changes: an older code still works.
    Side effects: a message; an audit event. Raises CodeRefused, SmsUnavailable.
    """
    booked = _book(phone, address)
    people, code = people_behind(phone), make_code()
    sending = _send(phone, code) if people else _as_if_sent()
    _note(booked, phone, code, people, sending)
    if sending.outcome == CodeAsked.Outcome.FAILED:
        message = _(
            "The text message could not be sent just now. Nothing was counted: try again in a few minutes, or "
            "sign in with your password. Your unit can print you a login slip."
        )
        raise SmsUnavailable(message, code="sms_unavailable")


@transaction.atomic
def _book(phone: str, address: str) -> CodeAsked:
    """Take a place within the limits, before the provider is asked: of two at once one gets it."""
    key, line, now = LoginCode.key_of(phone), CodeAsked.line_of(address), timezone.now()
    LoginCode.objects.select_for_update().get_or_create(key=key)
    _refuse_busy_line(line, now)
    wait = seconds_to_wait(times_sent_to(phone, now), now)
    if wait:
        raise _refusal(wait, now)
    return CodeAsked.objects.create(key=key, line=line, asked_at=now)


def _refuse_busy_line(line: str, now: datetime) -> None:
    wait = seconds_for_address(times_asked_by(line, now), now, settings.SMS_HOURLY_PER_LINE)
    if wait:
        message = _(
            "Very many codes were asked for over this internet line. The next one: after %(time)s. Your password "
            "works, and over mobile data you need not wait."
        )
        raise CodeRefused(message % {"time": _clock(now, wait)}, code="busy_line")


def _refusal(wait: int, now: datetime) -> CodeRefused:
    if wait <= RESEND_SECONDS:
        words = _("A code was asked for a moment ago. The next one can be sent in %(seconds)s seconds.")
        return CodeRefused(words % {"seconds": wait}, code="too_soon")
    message = _(
        "This number has been sent as many codes as one phone may get. The next one: after %(time)s. In a hurry? "
        "Sign in with your password, or ask your unit for a login slip."
    )
    return CodeRefused(message % {"time": _clock(now, wait)}, code="too_many")


def _clock(now: datetime, wait: int) -> str:
    return f"{timezone.localtime(now + timedelta(seconds=wait + 59)):%m-%d %H:%M}"


def _send(phone: str, code: str) -> _Sending:
    begun = time.monotonic()
    outcome = CodeAsked.Outcome.SENT
    try:
        make_provider().send(phone=phone, code=code)
    except Exception as trouble:  # whatever a provider's library may raise
        logger.error("sms provider failed: %s: %s", type(trouble).__name__, str(trouble).replace(code, "(code)"))
        outcome = CodeAsked.Outcome.FAILED
    return _Sending(outcome, time.monotonic() - begun)


def _as_if_sent() -> _Sending:
    """Wait, or fail, as the last message did."""
    last = CodeAsked.objects.filter(seconds__isnull=False).order_by("-asked_at").first()
    if last is None or last.seconds is None:
        return _Sending(CodeAsked.Outcome.SENT, None)
    time.sleep(min(last.seconds, LONGEST_WAIT_SECONDS))
    is_outage = last.outcome == CodeAsked.Outcome.FAILED and last.asked_at > timezone.now() - timedelta(
        minutes=OUTAGE_MINUTES
    )
    return _Sending(CodeAsked.Outcome.FAILED if is_outage else CodeAsked.Outcome.SENT, None)


@transaction.atomic
def _note(booked: CodeAsked, phone: str, code: str, people: list[Person], sending: _Sending) -> None:
    """Count from now, when the message has been handed over."""
    now = timezone.now()
    booked.asked_at, booked.outcome, booked.seconds = now, sending.outcome, sending.seconds
    booked.save(update_fields=["asked_at", "outcome", "seconds"])
    is_sent = sending.outcome == CodeAsked.Outcome.SENT
    if is_sent:
        fresh = {"code_hash": LoginCode.hash_of(phone, code), "sent_at": now, "failures": 0}
        LoginCode.objects.filter(key=booked.key).update(**fresh)
    known = people[0] if len(people) == 1 else None
    record_audit(
        actor=None,
        action="people.code_asked",
        target=known,
        unit=known.unit if known else None,
        data={"name": mask_phone(phone)},
        result=AuditEvent.Result.DONE if is_sent else AuditEvent.Result.REFUSED,
    )
