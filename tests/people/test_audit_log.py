"""What a line of the audit log holds."""

import uuid

import pytest
from django.test import Client

from people.models import AuditEvent, User
from people.services.load_units import load_units
from people.services.record_audit import record_audit
from tests.factories.people import PersonFactory, worker_factory

pytestmark = pytest.mark.django_db


def test_line_holds_the_address_and_the_request(desk, county):
    """Downloading an empty form is nothing; opening slips of a person is."""
    person = PersonFactory(unit=county.village)
    form = {"form": str(uuid.uuid4()), "person": str(person.uid)}
    desk.post("/admin/people/slips/", form, REMOTE_ADDR="10.1.2.3", headers={"X-Request-ID": "aaaabbbbcccc"})
    event = AuditEvent.objects.get(action="people.issue_slips")
    assert (event.ip, event.request_id) == ("10.1.2.3", "aaaabbbbcccc")


def test_line_outside_a_request_has_no_address(county):
    assert record_audit(actor=None, action="people.add", target=None).ip is None


def test_address_is_the_proxy_s_word_only_where_there_is_a_proxy(settings, officer, county):
    desk = Client(headers={"X-Forwarded-For": "6.6.6.6, 10.9.9.9"}, REMOTE_ADDR="::ffff:10.1.2.3")
    desk.force_login(officer)

    def address() -> str | None:
        person = PersonFactory(unit=county.village)
        desk.post("/admin/people/slips/", {"form": str(uuid.uuid4()), "person": str(person.uid)}, secure=True)
        return AuditEvent.objects.filter(action="people.issue_slips").latest("id").ip

    assert address() == "10.1.2.3"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    desk.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    assert address() == "10.9.9.9"


def test_line_knows_the_person_whom_it_concerns(county):
    worker = worker_factory(county.village)
    person = worker.person
    nobody = User.objects.create_user("clerk")
    targets = [(person, None), (worker, None), (county.county, person), (nobody, None), (county.county, None)]
    found = [
        record_audit(actor=None, action="people.add", target=target, person=whom).person_uid
        for target, whom in targets
    ]
    assert found == [person.uid, person.uid, person.uid, None, None]


def test_reason_that_is_too_long_is_cut(county):
    event = record_audit(actor=None, action="people.add", target=None, reason=" " + "长" * 300)
    event.refresh_from_db()
    assert event.reason == "长" * 200


def test_slips_that_are_shown_and_units_that_are_loaded_are_noted(desk, officer, county, tmp_path):
    person = PersonFactory(unit=county.village)
    answer = desk.post("/admin/people/slips/", {"form": str(uuid.uuid4()), "person": str(person.uid)})
    desk.get(answer["Location"])
    event = AuditEvent.objects.get(action="people.show_slips")
    assert (event.actor, event.unit, event.data) == (officer, county.village, {"slips": 1})
    path = tmp_path / "units.csv"
    path.write_text("code,name,kind\n230000,黑龙江省,province\n", encoding="utf-8")
    for _ in range(2):
        load_units(path=path)
    event = AuditEvent.objects.get(action="people.load_units")
    assert event.data == {"file": "units.csv", "created": 1, "changed": 0, "unchanged": 0}
