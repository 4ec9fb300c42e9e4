from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from people.models import RoleAssignment, Unit, User
from people.services.record_audit import record_audit


def county_group_name(role: str, county: Unit) -> str:
    """Name of the group that carries a role's content permissions in a county: "trainer 230882"."""
    return f"{role} {county.code}"


@transaction.atomic
def assign_role(*, actor: Any, user: User, unit: Unit, role: str) -> RoleAssignment:
    """Give a login a role in a unit and everything below. Twice is once.

    Puts the login into the county's group too, which carries the permissions on pages and files.
    Side effects: one audit event for a new role.
    """
    assignment, is_new = RoleAssignment.objects.get_or_create(user=user, unit=unit, role=role)
    county = unit.county
    if county is not None:
        group, _ = Group.objects.get_or_create(name=county_group_name(role, county))
        user.groups.add(group)
    if is_new:
        record_audit(actor=actor, action="people.assign_role", target=user, unit=unit, data={"role": role})
    return assignment
