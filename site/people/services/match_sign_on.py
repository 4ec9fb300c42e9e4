from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import AuditEvent, Person, Unit, User
from people.rules.identity import IdentityRefused, parse_identity
from people.rules.masking import mask_login
from people.services.login_slips import ensure_login
from people.services.record_audit import record_audit


class SignOnRefused(GridschoolError):
    """The county knows somebody whom its roster does not."""

    status = 403


def match_sign_on(*, provider: dict[str, Any], claims: dict[str, Any]) -> User:
    """The login of whom a county's sign-on names, found by worker number, staff name or identity number.

    Only people of that county, and staff whose every role lies in it: a county's server must never open a login
    with power elsewhere. A person of the roster without a login gets one; nobody else is made.
    Side effects: perhaps a login; an audit event for a refusal. Raises SignOnRefused.
    """
    county = Unit.objects.filter(code=provider["county"]).first()
    said = str(claims.get(provider["claim"]) or "").strip()
    user = _found(provider["match"], said, county) if county and said else None
    if user is not None:
        return user
    data = {"provider": provider["id"], "name": mask_login(said)}
    refused = AuditEvent.Result.REFUSED
    record_audit(actor=None, action="people.login_refused", target=None, unit=county, data=data, result=refused)
    message = _(
        "The county's sign-on knows you, but the roster of the grid school does not. Ask your unit to add you; "
        "nothing else is needed."
    )
    raise SignOnRefused(message, code="not_in_roster")


@transaction.atomic
def _found(match: str, said: str, county: Unit) -> User | None:
    user = None if match == "identity" else User.objects.filter(username__iexact=said).first()
    if user is None:
        person = _person(match, said, county)
        user = _login_of(person) if person else None
    return user if user is not None and _belongs(user, county) else None


def _person(match: str, said: str, county: Unit) -> Person | None:
    people = Person.objects.filter(unit__path__startswith=county.path)
    if match != "identity":
        return people.filter(worker_no__iexact=said).first()
    try:
        number = parse_identity(said, allow_demo=settings.ALLOW_DEMO_IDENTITIES).number
    except IdentityRefused:
        return None
    return people.filter(id_hash=Person.hash_of(number)).first()


def _login_of(person: Person) -> User:
    """The county's sign-on takes the place of a password: none has to be chosen."""
    is_new = not User.objects.filter(person=person).exists()
    user = ensure_login(person)
    if is_new:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    return user


def _belongs(user: User, county: Unit) -> bool:
    if not user.is_active or user.is_superuser:
        return False
    homes = [role.unit for role in user.roles.select_related("unit")]
    if user.person is not None:
        homes.append(user.person.unit)
    return bool(homes) and all(unit.path.startswith(county.path) for unit in homes)
