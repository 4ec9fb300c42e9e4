from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from people.models import Person, RoleAssignment, User
from people.services.assign_role import STAFF_GROUP
from people.services.record_audit import record_audit


@transaction.atomic
def end_roles(*, actor: Any, person: Person) -> int:
    """Take every role from a person's login, and the groups that came with them. Returns how many roles.

    Side effects: one audit event for each role.
    """
    user = User.objects.filter(person=person).first()
    roles = list(user.roles.select_related("unit")) if user else []
    for role in roles:
        record_audit(actor=actor, action="people.take_role", target=user, unit=role.unit, data={"role": role.role})
        role.delete()
    if user is not None and roles:
        user.groups.remove(*_groups_of_roles(user))
    return len(roles)


def _groups_of_roles(user: User) -> list[Group]:
    """The staff group and the counties' groups ("trainer 230882"); other groups are nobody's business here."""
    return [
        group
        for group in user.groups.all()
        if group.name == STAFF_GROUP or group.name.split(" ")[0] in RoleAssignment.Role.values
    ]
