"""An old identity key can be taken away once everything stands under the new one."""

import base64
import secrets
import uuid
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from people.models import AuditEvent, Person
from people.services import rotate_keys as service
from people.services.slip_batches import issue_slip_batch, open_slip_sheet
from tests.factories.people import PersonFactory, identity_number

pytestmark = pytest.mark.django_db


def new_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def run(verb: str) -> list[str]:
    out = StringIO()
    call_command("identity_keys", verb, stdout=out)
    return out.getvalue().splitlines()


def test_rows_move_under_the_new_key_and_the_old_one_can_go(settings: Any, county: Any) -> None:
    PersonFactory.create_batch(3, unit=county.village)
    person = PersonFactory(unit=county.village, identity=identity_number(77))
    old = settings.IDENTITY_KEYS[0].split(":")[0]
    assert run("status") == [f"{old} (current): 4 rows"]

    settings.IDENTITY_KEYS = [new_key("k9"), *settings.IDENTITY_KEYS]
    assert run("status") == [f"{old}: 4 rows"]
    assert run("rotate") == ["4 rows under k9", "k9 (current): 4 rows"]
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    kept = Person.objects.get(pk=person.pk)
    assert kept.identity.number == identity_number(77)
    assert kept.id_hash == Person.hash_of(identity_number(77))
    assert AuditEvent.objects.get(action="people.rotate_keys").data == {"rows": 4, "key": "k9"}


def test_rotating_again_does_nothing(county: Any) -> None:
    PersonFactory(unit=county.village)
    before = Person.objects.get().id_cipher
    assert list(service.rotate_keys()) == []
    assert Person.objects.get().id_cipher == before
    assert not AuditEvent.objects.filter(action="people.rotate_keys").exists()


def test_an_interrupted_rotation_goes_on_where_it_stopped(settings: Any, county: Any, monkeypatch: Any) -> None:
    PersonFactory.create_batch(5, unit=county.village)
    settings.IDENTITY_KEYS = [new_key("k9"), *settings.IDENTITY_KEYS]
    monkeypatch.setattr(service, "CHUNK_ROWS", 2)
    steps = service.rotate_keys()
    assert next(steps) == 2
    steps.close()
    assert service.keys_in_use()["k9"] == 2
    assert list(service.rotate_keys()) == [2, 1]
    assert service.keys_in_use() == {"k9": 5}


def test_second_factors_and_printed_sheets_move_too(settings: Any, officer: Any, county: Any) -> None:
    person = PersonFactory(unit=county.village)
    adapter = get_adapter()
    factor = Authenticator.objects.create(
        user=officer, type=Authenticator.Type.TOTP, data={"secret": adapter.encrypt("JBSWY3DP")}
    )
    batch = issue_slip_batch(actor=officer, uid=uuid.uuid4(), unit=county.county, people=[person])
    settings.IDENTITY_KEYS = [new_key("k9"), *settings.IDENTITY_KEYS]
    assert sum(service.rotate_keys()) == 3
    settings.IDENTITY_KEYS = settings.IDENTITY_KEYS[:1]
    factor.refresh_from_db()
    assert adapter.decrypt(factor.data["secret"]) == "JBSWY3DP"
    assert [slip.person for slip in open_slip_sheet(batch=batch)] == [person]
