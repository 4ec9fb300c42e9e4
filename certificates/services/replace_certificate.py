from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from certificates.models import Certificate, IssueBatch, IssueItem
from certificates.services.fonts import unprintable_words
from certificates.services.revoke_certificate import refuse_without_reason
from certificates.services.start_issue import IssueRefused, start_job
from certificates.states import end_certificate
from people.api import record_audit


@transaction.atomic
def replace_certificate(
    *, actor: Any, certificate: Certificate, reason_class: str, reason: str, key: UUID
) -> IssueBatch:
    """Take a certificate back and issue a corrected one with a new number and today's facts, in a batch of one.

    The old one stays in the register and at its address, and leads to the new one. The same key again returns
    the first batch. Side effects: event, batch, item, job, one audit event.
    Raises ReasonMissing, StateRefused, IssueRefused (unprintable).
    """
    refuse_without_reason(reason_class, reason)
    batch, is_new = IssueBatch.objects.get_or_create(
        key=key,
        defaults={
            "run": certificate.enrolment.run,
            "template_version": certificate.template.current_version,
            "maker": actor,
            "issued_on": timezone.localdate(),
        },
    )
    if not is_new:
        return batch
    if words := unprintable_words(certificate.person.name):
        raise IssueRefused(words, code="unprintable")
    end_certificate(
        certificate=certificate,
        to=Certificate.State.REPLACED,
        actor=actor,
        reason_class=reason_class,
        reason=reason.strip(),
    )
    IssueItem.objects.create(batch=batch, position=1, enrolment=certificate.enrolment, replaces=certificate)
    start_job(batch=batch, actor=actor)
    record_audit(
        actor=actor,
        action="certificates.replace",
        target=certificate,
        unit=certificate.enrolment.run.unit,
        data={"number": certificate.number, "reason_class": reason_class},
        reason=reason,
    )
    return batch
