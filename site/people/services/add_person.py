from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError
from people.models import Person, Unit
from people.rules.contact import normalise_phone
from people.rules.identity import parse_identity
from people.services.place_people import enter_people
from people.services.record_audit import record_audit
from people.services.worker_numbers import allocate_worker_numbers


class UnitRefused(GridschoolError):
    """People cannot be entered at this unit."""


@transaction.atomic
def add_person(
    *, actor: Any, unit: Unit, name: str, identity_number: str, phone: str = "", post: str = ""
) -> tuple[Person, bool]:
    """The person with this identity number, and whether this call made the row; somebody known stays unchanged.

    `unit` lies in a county, which gives the worker number. Side effects: for a new person the first row of their
    history and one audit event. Raises IdentityRefused, UnitRefused for a unit outside every county.
    """
    identity = parse_identity(identity_number, allow_demo=settings.ALLOW_DEMO_IDENTITIES)
    known = Person.objects.filter(id_hash=Person.hash_of(identity.number)).first()
    if known is not None:
        return known, False
    [worker_no] = allocate_worker_numbers(county_code=_county_code(unit), count=1)
    person = Person(name=name, phone=normalise_phone(phone), unit=unit, post=post, worker_no=worker_no)
    person.set_identity(identity.number)
    enter_people(people=[person], actor=actor)
    record_audit(actor=actor, action="people.add", target=person, unit=unit)
    return person, True


def _county_code(unit: Unit) -> str:
    county = unit.county
    if county is None or county.code is None:
        raise UnitRefused(_("People belong to a unit inside a county."), code="no_county")
    return county.code
