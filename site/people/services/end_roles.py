from typing import Any

from django.db import transaction

from people.models import Person, User
from people.services.assign_role import fit_groups
from people.services.end_sessions import end_sessions
from people.services.record_audit import record_audit


@transaction.atomic
def end_roles(*, actor: Any, person: Person) -> int:
    """Take every role from a person's login, and the groups that came with them. Returns how many roles.

    Side effects: one audit event for each role; the login's sessions end.
    """
    user = User.objects.filter(person=person).first()
    roles = list(user.roles.select_related("unit")) if user else []
    for role in roles:
        record_audit(actor=actor, action="people.take_role", target=user, unit=role.unit, data={"role": role.role})
        role.delete()
    if user is not None and roles:
        fit_groups(user=user)
        end_sessions(user=user)
    return len(roles)
