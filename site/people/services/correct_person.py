"""Mending what is written about a person: one field at a time, checked as a roster's cell would be."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import Person
from people.rules.contact import normalise_phone
from people.rules.identity import parse_identity
from people.rules.masking import mask_identity, mask_name, mask_phone
from people.rules.names import clean_name
from people.scope import visible
from people.services.place_people import place_people
from people.services.record_audit import record_audit

CORRECTABLE = ("name", "identity", "phone", "post")


class CorrectionRefused(GridschoolError):
    """The new value cannot stand there."""


@transaction.atomic
def correct_person(*, person: Person, field: str, value: str, actor: Any) -> Person:
    """Put the right value into name, identity, phone or post; certificates that were issued stay as printed.

    Side effects: one audit event with masked values before and after.
    Raises NameRefused, IdentityRefused, CorrectionRefused: phone, identity_taken, unchanged, erased, no_field.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    if person.is_erased:
        raise CorrectionRefused(_("This person's data was erased."), code="erased")
    if field not in CORRECTABLE:
        raise CorrectionRefused(_("Choose what is to be corrected."), code="no_field")
    before, after = _SETTERS[field](person, value, actor)
    if before == after:
        raise CorrectionRefused(_("This is what stands there already. Nothing was changed."), code="unchanged")
    person.save(update_fields=["name", "id_cipher", "id_hash", "phone"])
    place_people(people=[person], actor=actor)
    mask = _MASKS.get(field, str)
    data = {"field": field, "before": mask(before), "after": mask(after)}
    record_audit(actor=actor, action="people.correct", target=person, unit=person.unit, data=data)
    return person


def _set_name(person: Person, value: str, actor: Any) -> tuple[str, str]:
    before, person.name = person.name, clean_name(value)
    return before, person.name


def _set_identity(person: Person, value: str, actor: Any) -> tuple[str, str]:
    identity = parse_identity(value, allow_demo=settings.ALLOW_DEMO_IDENTITIES)
    before = person.identity.number
    holder = Person.objects.filter(id_hash=Person.hash_of(identity.number)).exclude(pk=person.pk).first()
    if holder is not None:
        raise CorrectionRefused(_taken_words(holder, actor), code="identity_taken")
    person.set_identity(identity.number)
    return before, identity.number


def _taken_words(holder: Person, actor: Any) -> str:
    """Somebody else's person is not named."""
    if visible(Person, actor, ("officer",)).filter(pk=holder.pk).exists():
        words = _(
            "This number belongs to %(worker_no)s already. If the two are one person, merge the two records."
        )
        return words % {"worker_no": holder.worker_no}
    return _("This person is registered outside your units. Ask the platform's administrator to move them")


def _set_phone(person: Person, value: str, actor: Any) -> tuple[str, str]:
    phone = normalise_phone(value)
    if value.strip() and not phone:
        raise CorrectionRefused(_("A mobile number has 11 digits and begins with 1."), code="phone")
    before, person.phone = person.phone, phone
    return before, phone


def _set_post(person: Person, value: str, actor: Any) -> tuple[str, str]:
    before, person.post = person.post, value.strip()[:50]
    return before, person.post


_SETTERS = {"name": _set_name, "identity": _set_identity, "phone": _set_phone, "post": _set_post}
_MASKS = {"name": mask_name, "identity": mask_identity, "phone": mask_phone}
