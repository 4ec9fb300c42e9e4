"""People of a time that has passed, entered by the hundred. For seeded schools alone.

It keeps the rules of the services that enter one: identity numbers are checked and stored encrypted, worker
numbers are the county's next, who is in post has an open row of history. What it leaves out is the audit line
of each: the caller writes one for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from people.models import NationalCertificate, Person, Unit, User
from people.rules.contact import normalise_phone
from people.rules.identity import parse_identity
from people.services.place_people import enter_people
from people.services.worker_numbers import allocate_worker_numbers


@dataclass(frozen=True)
class NewPerson:
    name: str
    identity_number: str
    phone: str
    post: str


@dataclass(frozen=True)
class Certified:
    person: Person
    level: str
    source: str
    mgmt_no: str
    approval_date: date


@transaction.atomic
def write_people(*, actor: Any, unit: Unit, people: Sequence[NewPerson], since: date) -> list[Person]:
    """Enter people who are new at a unit inside a county, in post since a day. Raises IdentityRefused."""
    county = unit.county
    assert county is not None
    numbers = allocate_worker_numbers(county_code=county.code or "", count=len(people))
    rows = []
    for entry, worker_no in zip(people, numbers, strict=True):
        identity = parse_identity(entry.identity_number, allow_demo=settings.ALLOW_DEMO_IDENTITIES)
        phone = normalise_phone(entry.phone)
        row = Person(name=entry.name, phone=phone, unit=unit, post=entry.post, worker_no=worker_no)
        row.set_identity(identity.number)
        rows.append(row)
    enter_people(people=rows, actor=actor, day=since)
    return rows


@transaction.atomic
def write_logins(*, people: Sequence[Person]) -> None:
    """Logins that nobody can use before a slip was issued."""
    rows = [User(username=person.worker_no, person=person, must_change_password=True) for person in people]
    for row in rows:
        row.set_unusable_password()
    User.objects.bulk_create(rows, batch_size=200)


@transaction.atomic
def write_nationals(*, actor: Any, certificates: Sequence[Certified]) -> None:
    """National certificates that were seen."""
    rows = [NationalCertificate(**vars(entry), entered_by=actor) for entry in certificates]
    NationalCertificate.objects.bulk_create(rows, batch_size=200)
