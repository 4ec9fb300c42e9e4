"""Seeing the notice, and saying yes or no to what needs a separate yes."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from people.models import ConsentRecord, Notice, Person, Purpose, User
from people.selectors.privacy import consents_of, current_notice

How = ConsentRecord.How


@transaction.atomic
def acknowledge_notice(*, user: Any, notice: Notice, granted: Collection[str]) -> bool:
    """Note that the user's person has seen this version, with a yes to `granted` and a no to the other purposes.

    Sent twice it counts once; returns whether it counted. Side effects: three consent records, the version in
    the login.
    """
    seen = User.objects.filter(pk=user.pk, notice_version__lt=notice.version).update(notice_version=notice.version)
    if not seen:
        return False
    user.notice_version = notice.version
    _write(user.person, notice, {purpose: purpose in granted for purpose in Purpose.values}, How.NOTICE)
    return True


@transaction.atomic
def change_consents(*, person: Person, granted: Collection[str]) -> list[str]:
    """Let exactly these purposes be granted from now on; returns the purposes that changed.

    Side effects: one consent record for each change. The person's row is locked, so that a double tap is one.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    before = consents_of(person)
    changed = {
        purpose: purpose in granted for purpose in Purpose.values if before[purpose] != (purpose in granted)
    }
    _write(person, current_notice(), changed, How.MY_DATA)
    return list(changed)


def _write(person: Person, notice: Notice, answers: dict[str, bool], how: str) -> None:
    ConsentRecord.objects.bulk_create(
        ConsentRecord(person=person, notice=notice, purpose=purpose, granted=granted, how=how)
        for purpose, granted in answers.items()
    )
