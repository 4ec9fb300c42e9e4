from typing import Any
from uuid import UUID

from django.db.models import Model

from foundation.logs import client_ip, request_id
from people.models import AuditEvent, Person, Unit
from people.rules.masking import hide_identities

REASON_LENGTH = 200


def record_audit(
    *,
    actor: Any,
    action: str,
    target: Model | None,
    unit: Unit | None = None,
    data: dict[str, Any] | None = None,
    person: Person | None = None,
    reason: str = "",
    result: str = AuditEvent.Result.DONE,
) -> AuditEvent:
    """Append one line to the audit log in the caller's transaction: no deed without its line, no line without.

    `action` is "room.verb" ("people.import", "certificates.issue") and has words (people/audit_words.py). `data`
    holds ids, counts and what somebody typed; identity numbers in it and in the reason are masked. `person` is who
    is concerned; a target that is a person, a login or has a `person` says so itself. Address and request id
    are the request's, if there is one.
    """
    return AuditEvent.objects.create(
        actor=actor if getattr(actor, "pk", None) else None,
        action=action,
        unit=unit,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(getattr(target, "uid", target.pk)) if target is not None else "",
        person_uid=person.uid if person is not None else _uid_of_person(target),
        result=result,
        reason=hide_identities(reason.strip()[:REASON_LENGTH]),
        data=hide_identities(data or {}),
        ip=client_ip.get() or None,
        request_id=request_id.get(),
    )


def _uid_of_person(target: Model | None) -> UUID | None:
    person = target if isinstance(target, Person) else getattr(target, "person", None)
    return person.uid if isinstance(person, Person) else None
