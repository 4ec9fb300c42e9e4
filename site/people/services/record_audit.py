from typing import Any

from django.db.models import Model

from foundation.logs import request_id
from people.models import AuditEvent, Unit


def record_audit(
    *,
    actor: Any,
    action: str,
    target: Model | None,
    unit: Unit | None = None,
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one line to the audit log in the caller's transaction: no deed without its line, no line without.

    `action` is "room.verb" ("people.import", "certificates.issue"). `data` holds ids and counts, never a full
    identity number.
    """
    return AuditEvent.objects.create(
        actor=actor if getattr(actor, "pk", None) else None,
        action=action,
        unit=unit,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(getattr(target, "uid", target.pk)) if target is not None else "",
        data=data or {},
        request_id=request_id.get(),
    )
