from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import CreditEntry, CreditHourPolicy, Enrolment, Step
from courses.rules.hours import HourRule, hours_for
from courses.selectors.learning import policy_for
from foundation.api import GridschoolError
from people.api import record_audit

Kind = CreditEntry.Kind


class CreditRefused(GridschoolError):
    """The ledger cannot take this entry."""


@transaction.atomic
def post_credit(*, enrolment: Enrolment, step: Step, kind: str, actor: Any, now: datetime) -> CreditEntry | None:
    """Append the hours of a completed step to the ledger; None for a step that counts for none.

    The unit's policy of the local day decides on rounding and the day's cap, over all runs of the person.
    """
    if not step.credit_minutes:
        return None
    day = timezone.localdate(now)
    policy = policy_for(enrolment.run.unit, day)
    already = _hours_today(enrolment, kind, day)
    return CreditEntry.objects.create(
        enrolment=enrolment,
        step_id=step.pk,
        kind=kind,
        minutes=step.credit_minutes,
        hours=hours_for(step.credit_minutes, rule_of(policy, kind), already),
        day=day,
        policy=policy if policy.pk else None,
        actor=actor,
    )


def rule_of(policy: CreditHourPolicy, kind: str) -> HourRule:
    """The policy's figures for one kind of hours."""
    is_drill = kind == Kind.DRILL
    return HourRule(
        minutes_per_hour=policy.minutes_per_hour,
        rounding=policy.rounding,
        factor=Decimal(1) if is_drill else Decimal(policy.online_factor),
        day_cap=Decimal(policy.drill_day_cap if is_drill else policy.online_day_cap),
    )


def _hours_today(enrolment: Enrolment, kind: str, day: Any) -> Decimal:
    entries = CreditEntry.objects.filter(enrolment__person=enrolment.person_id, kind=kind, day=day)
    return entries.aggregate(sum=Sum("hours"))["sum"] or Decimal(0)


@transaction.atomic
def reverse_credit(*, entry: CreditEntry, actor: Any, reason: str) -> CreditEntry:
    """Take a ledger entry back by an opposite one. Twice is once.

    Raises CreditRefused without a reason, or for an entry that is itself a correction.
    """
    if not reason.strip():
        raise CreditRefused(_("Say why the hours are corrected."), code="reason_missing")
    if entry.kind == Kind.REVERSAL:
        raise CreditRefused(_("A correction cannot be corrected. Enter the hours again."), code="is_reversal")
    Enrolment.objects.select_for_update().get(pk=entry.enrolment_id)
    existing = CreditEntry.objects.filter(reverses=entry).first()
    if existing is not None:
        return existing
    reversal = CreditEntry.objects.create(
        enrolment_id=entry.enrolment_id,
        step_id=entry.step_id,
        kind=Kind.REVERSAL,
        minutes=-entry.minutes,
        hours=-entry.hours,
        day=entry.day,
        policy_id=entry.policy_id,
        reason=reason,
        reverses=entry,
        actor=actor,
    )
    record_audit(
        actor=actor,
        action="courses.reverse_credit",
        target=entry,
        unit=entry.enrolment.run.unit,
        data={"hours": reversal.hours, "day": entry.day},
        person=entry.enrolment.person,
        reason=reason,
    )
    return reversal
