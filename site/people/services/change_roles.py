"""Roles given and taken, logins closed and opened: by officers, within their power (people/rules/roles.py).

Every change first locks the top of the tree of units, so that of two officers who remove each other at the same
moment the second finds no power left to do it.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError
from people.models import RoleAssignment, Unit, User
from people.rules.roles import Post, Standing, Words, why_not_close, why_not_give, why_not_take
from people.services.assign_role import assign_role, fit_groups
from people.services.end_sessions import end_sessions
from people.services.record_audit import record_audit

Role = RoleAssignment.Role


class RoleRefused(GridschoolError):
    """This role or login is not the actor's to change."""

    status = 403


@transaction.atomic
def give_role(*, actor: Any, user: User, unit: Unit, role: str, reason: str = "") -> RoleAssignment:
    """Give a login a role in a unit within the actor's power. Twice is once.

    Side effects: those of assign_role. Raises RoleRefused.
    """
    lock_tree(unit)
    if role not in Role.values:
        raise RoleRefused(_("There is no such role."), code="no_such_role", status=422)
    if not user.is_active:
        raise RoleRefused(_("This login is closed. Open it again first."), code="login_closed", status=409)
    _refuse(why_not_give(standing_of(actor), standing_of(user), unit.path))
    return assign_role(actor=actor, user=user, unit=unit, role=role, reason=reason)


@transaction.atomic
def take_role(*, actor: Any, assignment: RoleAssignment, reason: str) -> None:
    """Take a role away, with the groups that it alone gave, and end the login's sessions. Twice is once.

    Side effects: one audit event. Raises RoleRefused, also without a reason.
    """
    _refuse_without_reason(reason)
    lock_tree(assignment.unit)
    found = RoleAssignment.objects.select_related("unit", "user").filter(pk=assignment.pk).first()
    if found is None:
        return
    post = Post(found.role, found.unit.path, frozenset(_other_officers(found)))
    _refuse(why_not_take(standing_of(actor), standing_of(found.user), post))
    found.delete()
    fit_groups(user=found.user)
    end_sessions(user=found.user)
    record_audit(
        actor=actor,
        action="people.take_role",
        target=found.user,
        unit=found.unit,
        data={"role": found.role},
        reason=reason,
    )


def close_login(*, actor: Any, user: User, reason: str) -> None:
    """Close somebody's login: nobody can sign in by it, and its sessions end. Roles stay. Twice is once.

    Side effects: one audit event. Raises RoleRefused, also without a reason.
    """
    _set_active(actor, user, reason, is_active=False, action="people.close_login")


def open_login(*, actor: Any, user: User, reason: str) -> None:
    """Open a closed login again. Twice is once. Side effects: one audit event. Raises RoleRefused."""
    _set_active(actor, user, reason, is_active=True, action="people.open_login")


@transaction.atomic
def sign_out_everywhere(*, actor: Any, user: User, reason: str) -> None:
    """End all sessions of somebody whose login the actor could close; it stays open. Not for oneself.

    Side effects: one audit event. Raises RoleRefused, also without a reason.
    """
    _refuse_without_reason(reason)
    unit = user.person.unit if user.person else None
    _refuse(why_not_close(standing_of(actor), standing_of(user), unit.path if unit else ""))
    end_sessions(user=user)
    record_audit(actor=actor, action="people.end_sessions", target=user, unit=unit, reason=reason)


def standing_of(user: Any) -> Standing:
    """A login's power as the database has it now, whatever the object in hand remembers."""
    fresh = User.objects.get(pk=user.pk)
    paths = fresh.roles.filter(role=Role.OFFICER).values_list("unit__path", flat=True)
    return Standing(fresh.pk, tuple(paths), fresh.is_superuser, fresh.is_active)


@transaction.atomic
def _set_active(actor: Any, user: User, reason: str, *, is_active: bool, action: str) -> None:
    _refuse_without_reason(reason)
    if user.person and user.person.is_erased:
        raise RoleRefused(_("This person's data was erased."), code="erased")
    unit = user.person.unit if user.person else None
    if unit is not None:
        lock_tree(unit)
    _refuse(why_not_close(standing_of(actor), standing_of(user), unit.path if unit else ""))
    changed = User.objects.filter(pk=user.pk, is_active=not is_active).update(is_active=is_active)
    if changed:
        end_sessions(user=user)
        record_audit(actor=actor, action=action, target=user, unit=unit, reason=reason)


def lock_tree(unit: Unit) -> None:
    """Lock the top of the tree in which the unit stands until the transaction ends."""
    top = Unit.objects.select_for_update(no_key=True).filter(path=unit.path[: Unit.steplen])
    list(top.values_list("pk"))


def _other_officers(assignment: RoleAssignment) -> list[int]:
    path = assignment.unit.path
    above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
    officers = RoleAssignment.objects.filter(role=Role.OFFICER, unit__path__in=above, user__is_active=True)
    return list(officers.exclude(user=assignment.user_id).values_list("user_id", flat=True))


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise RoleRefused(_("Say why, in a few words."), code="reason_missing", status=422)


def _refuse(why: Words) -> None:
    if why:
        raise RoleRefused(why, code="role_refused")
