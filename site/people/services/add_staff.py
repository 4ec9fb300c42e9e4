"""Staff who stand in no roster, such as a bureau's clerk: person, login, role and slip in one go."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import SlipBatch, Unit
from people.scope import holds_role
from people.services.add_person import add_person
from people.services.change_roles import RoleRefused, give_role, lock_tree
from people.services.login_slips import ensure_login
from people.services.slip_batches import issue_slip_batch


class AlreadyElsewhere(RoleRefused):
    """The identity number belongs to somebody outside the actor's units."""

    status = 409


@transaction.atomic
def add_staff(
    *,
    actor: Any,
    uid: uuid.UUID,
    unit: Unit,
    name: str,
    identity_number: str,
    phone: str,
    post: str,
    role: str,
    reason: str = "",
) -> SlipBatch:
    """Enter a person, give them a login and a role at the unit, and issue the slip to be printed at once.

    `uid` comes with the form: sent twice it is done once. Somebody who is known in the actor's units keeps what is
    known and gets the role. Side effects: person, login, role, slip, an audit event for each.
    Raises IdentityRefused, UnitRefused, RoleRefused, AlreadyElsewhere; nothing is written then.
    """
    lock_tree(unit)
    made = SlipBatch.objects.filter(uid=uid, issued_by=actor).first()
    if made is not None:
        return made
    person, _is_new = add_person(
        actor=actor, unit=unit, name=name, identity_number=identity_number, phone=phone, post=post
    )
    if not holds_role(actor, person.unit, ("officer",)):
        message = _("This person is registered outside your units. Ask the platform's administrator to move them")
        raise AlreadyElsewhere(message, code="registered_elsewhere")
    give_role(actor=actor, user=ensure_login(person), unit=unit, role=role, reason=reason)
    return issue_slip_batch(actor=actor, uid=uid, unit=unit, people=[person])
