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
def assign_role(*, actor: Any, user: User, unit: Unit, role: str, reason: str = "") -> RoleAssignment:
    """Give a login a role in a unit and everything below. Twice is once. Asks nobody's leave: see give_role.

    Puts the login into the group that may enter the admin, and into the county's group, which carries the
    permissions on pages and files: trainers from anywhere in the county, since lessons are the county's and are
    reviewed before they are published; officers of the county itself only, since they publish for all of it.
    Side effects: the login is marked as staff; one audit event for a new role.
    """
    assignment, is_new = RoleAssignment.objects.get_or_create(user=user, unit=unit, role=role)
    fit_groups(user=user)
    if is_new:
        record_audit(
            actor=actor, action="people.assign_role", target=user, unit=unit, data={"role": role}, reason=reason
        )
    return assignment


@transaction.atomic
def fit_groups(*, user: User) -> None:
    """Bring a login's mark as staff and its groups to what its roles say: the staff group, one a role in a county.

    Groups that no role gives are left alone.
    """
    is_staff = user.is_superuser or user.roles.exists()
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])
    wanted = {name for role in user.roles.select_related("unit") for name in _groups_of(role)}
    held = {group.name: group for group in user.groups.all() if _is_of_roles(group.name)}
    user.groups.remove(*(group for name, group in held.items() if name not in wanted))
    user.groups.add(*(_group(name) for name in sorted(wanted - held.keys())))


def _groups_of(assignment: RoleAssignment) -> list[str]:
    role, unit, county = assignment.role, assignment.unit, assignment.unit.county
    is_of_county = county is not None and (role == RoleAssignment.Role.TRAINER or unit == county)
    return [STAFF_GROUP, county_group_name(role, county)] if county and is_of_county else [STAFF_GROUP]


def _is_of_roles(name: str) -> bool:
    return name == STAFF_GROUP or name.split(" ", maxsplit=1)[0] in RoleAssignment.Role.values


def _group(name: str) -> Group:
    """A group by name. That of everybody who has a role opens the admin's door, and nothing behind it."""
    group, is_new = Group.objects.get_or_create(name=name)
    if is_new and name == STAFF_GROUP:
        group.permissions.add(*Permission.objects.filter(codename="access_admin"))
    return group
