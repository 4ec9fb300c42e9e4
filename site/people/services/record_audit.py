from collections.abc import Sequence
from typing import Any

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
    others: Sequence[Person] = (),
    reason: str = "",
    result: str = AuditEvent.Result.DONE,
) -> AuditEvent:
    """Append one line to the audit log in the caller's transaction: no deed without its line, no line without.

    `action` is "room.verb" ("people.import", "certificates.issue") and has words (people/audit_words.py). `data`
    holds ids, counts and what somebody typed. `person` is who is concerned; a target that is a person, a login or
    has a `person` says so itself; `others` are further people whom it is about. No line can be changed when they
    ask to be erased, so their names never come in: worker numbers stand in their place, phones and identity
    numbers are masked. Address and request id are the request's, if there is one.
    """
    concerned = person if person is not None else _person_of(target)
    typed: dict[str, Any] = {"reason": reason.strip()[:REASON_LENGTH], "data": data or {}}
    for one in [concerned, *others]:
        typed = one.hidden_in(typed) if one is not None else typed
    typed = hide_identities(typed)
    return AuditEvent.objects.create(
        actor=actor if getattr(actor, "pk", None) else None,
        action=action,
        unit=unit,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(getattr(target, "uid", target.pk)) if target is not None else "",
        person_uid=concerned.uid if concerned is not None else None,
        result=result,
        reason=typed["reason"][:REASON_LENGTH],
        data=typed["data"],
        ip=client_ip.get() or None,
        request_id=request_id.get(),
    )


def _person_of(target: Model | None) -> Person | None:
    person = target if isinstance(target, Person) else getattr(target, "person", None)
    return person if isinstance(person, Person) else None
