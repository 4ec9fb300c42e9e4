from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from people.models import RoleAssignment, Unit, User
from people.services.record_audit import record_audit

STAFF_GROUP = "staff"


def county_group_name(role: str, county: Unit) -> str:
    """Name of the group that carries a role's content permissions in a county: "trainer 230882"."""
    return f"{role} {county.code}"


@transaction.atomic
def assign_role(*, actor: Any, user: User, unit: Unit, role: str) -> RoleAssignment:
    """Give a login a role in a unit and everything below. Twice is once.

    Puts the login into the group that may enter the admin, and into the county's group, which carries the
    permissions on pages and files: trainers from anywhere in the county, since lessons are the county's and are
    reviewed before they are published; officers of the county itself only, since they publish for all of it.
    Side effects: the login is marked as staff; one audit event for a new role.
    """
    assignment, is_new = RoleAssignment.objects.get_or_create(user=user, unit=unit, role=role)
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    user.groups.add(_staff_group())
    county = unit.county
    if county is not None and (role == RoleAssignment.Role.TRAINER or unit == county):
        user.groups.add(Group.objects.get_or_create(name=county_group_name(role, county))[0])
    if is_new:
        record_audit(actor=actor, action="people.assign_role", target=user, unit=unit, data={"role": role})
    return assignment


def _staff_group() -> Group:
    """The group of everybody who has a role: it opens the admin's door, and nothing behind it."""
    group, _ = Group.objects.get_or_create(name=STAFF_GROUP)
    group.permissions.add(*Permission.objects.filter(codename="access_admin"))
    return group
