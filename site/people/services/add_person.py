from typing import Any

from django.conf import settings
from django.db import transaction

from people.models import Person, Unit
from people.rules.contact import normalise_phone
from people.rules.identity import parse_identity
from people.services.record_audit import record_audit

NUMBER_DIGITS = 5


@transaction.atomic
def add_person(
    *, actor: Any, unit: Unit, name: str, identity_number: str, phone: str = "", post: str = ""
) -> tuple[Person, bool]:
    """The person with this identity number, and whether this call made the row; somebody known stays unchanged.

    `unit` lies in a county, which gives the worker number. Side effects: one audit event for a new person.
    Raises IdentityRefused.
    """
    identity = parse_identity(identity_number, allow_demo=settings.ALLOW_DEMO_IDENTITIES)
    known = Person.objects.filter(id_hash=Person.hash_of(identity.number)).first()
    if known is not None:
        return known, False
    person = Person(
        name=name, phone=normalise_phone(phone), unit=unit, post=post, worker_no=_next_number(unit.county)
    )
    person.set_identity(identity.number)
    person.save()
    record_audit(actor=actor, action="people.add", target=person, unit=unit)
    return person, True


def _next_number(county: Any) -> str:
    """G, the county's code, five digits; the county's row is locked until the transaction ends."""
    Unit.objects.select_for_update().get(pk=county.pk)
    prefix = f"G{county.code}"
    last = Person.objects.filter(worker_no__startswith=prefix).order_by("-worker_no").first()
    number = int(last.worker_no[len(prefix) :]) + 1 if last else 1
    return f"{prefix}{number:0{NUMBER_DIGITS}d}"
