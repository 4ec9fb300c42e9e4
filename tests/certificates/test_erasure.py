"""An erasure keeps what the law keeps: certificates verify as before, hours and results count as before."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate, CertificateEvent, CertificateFile, IssueBatch
from certificates.selectors import candidates
from certificates.services.revoke_certificate import revoke_certificate
from courses.models import Booking, CreditEntry, RubricSheet
from courses.services.post_credit import reverse_credit
from foundation.append_only import tables_without_triggers
from people.dossier import dossier_of, reasons_to_keep
from people.models import AuditEvent
from people.services.erase_person import erase_person
from people.services.forget_expired import forget_expired
from tests.factories.certificates import Ground, login_of, person_in
from tests.factories.courses import enrol
from tests.factories.drills import drill_in, seat_in, session_of
from tests.support.walk import columns_holding

pytestmark = pytest.mark.django_db

NAME = "司马青禾"


@pytest.fixture
def holder(ground: Ground) -> Certificate:
    """Somebody with hours, a scored drill and a certificate."""
    enrolment = ground.completed(NAME)
    CreditEntry.objects.create(
        enrolment=enrolment, step=ground.lesson, kind="online", minutes=45, hours=1, day=timezone.localdate()
    )
    [certificate] = ground.issued(enrolment)
    session = session_of(ground.run, drill_in(ground.course), ground.officer)
    booking: Booking = seat_in(session, enrolment)
    RubricSheet.objects.create(
        key=enrolment.uid, booking=booking, assessor=ground.officer, total=90, pass_mark=80, passed=True,
        note=f"{NAME}动作规范",
    )  # fmt: skip
    return certificate


def verified(certificate: Certificate) -> str:
    """The page that a stranger sees, without the moment of looking and the form's token."""
    page = Client().get(f"/v/{certificate.code}/").content.decode()
    return re.sub(r'\d+:\d+(:\d+)?|value="\w{64}"', "", page)


def test_certificates_verify_as_before_and_totals_are_the_same(holder, ground):
    before = verified(holder), CreditEntry.objects.aggregate(hours=Sum("hours"))["hours"]
    erase_person(person=holder.person, actor=ground.officer)
    assert (verified(holder), CreditEntry.objects.aggregate(hours=Sum("hours"))["hours"]) == before
    assert before[1] > 0
    assert columns_holding(NAME) == {"certificates_certificate.snapshot"}


def test_preview_says_what_is_kept_and_how_long(holder, ground):
    kept = " ".join(reasons_to_keep(holder.person))
    year = timezone.localdate().year
    assert "1 本证书" in kept
    assert str(year + 10) in kept
    assert reasons_to_keep(person_in(ground.unit, "王小丫")) == []


def test_certificate_past_its_keeping_time_loses_the_name_and_the_file(
    holder, ground, django_capture_on_commit_callbacks
):
    old = timezone.localdate() - timedelta(days=366 * 11)
    Certificate.objects.filter(pk=holder.pk).update(issued_on=old, expires_on=old + timedelta(days=365))
    file = CertificateFile.objects.get(certificate=holder).file
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=holder.person, actor=ground.officer)
    assert columns_holding(NAME) == set()
    assert not file.storage.exists(file.name)
    assert holder.number in verified(holder)
    assert "保存期满后删除" in verified(holder)


def test_certificate_kept_at_an_erasure_loses_name_and_files_when_its_ten_years_end(
    holder, ground, django_capture_on_commit_callbacks
):
    batch = IssueBatch.objects.get()
    files = [CertificateFile.objects.get(certificate=holder).file, batch.print_file]
    erase_person(person=holder.person, actor=ground.officer)
    issued = timezone.now()
    assert forget_expired(now=issued + timedelta(days=3650))["outlived"] == 0
    assert "司马**" in verified(holder)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_expired(now=issued + timedelta(days=3655))["outlived"] == 1
        assert forget_expired(now=issued + timedelta(days=3656))["outlived"] == 0
    assert columns_holding(NAME, "司马**") == set()
    assert [file.storage.exists(file.name) for file in files] == [False, False]
    page = verified(holder)
    assert holder.number in page
    assert "保存期满后删除" in page
    holder.refresh_from_db()
    assert (holder.state, holder.snapshot["course_title"]) == ("valid", ground.course.title)
    desk = Client()
    desk.force_login(ground.officer)
    for name, uid in (("certificates_certificate", holder.uid), ("certificates_batch", batch.uid)):
        assert desk.get(reverse(name, args=[uid])).status_code == 200
    assert tables_without_triggers() == []


def test_certificate_whose_own_term_is_longer_is_kept_as_long_as_it_is_valid(holder, ground):
    term = timezone.localdate() + timedelta(days=20 * 365)
    Certificate.objects.filter(pk=holder.pk).update(expires_on=term)
    assert str(term) in " ".join(reasons_to_keep(holder.person))
    erase_person(person=holder.person, actor=ground.officer)
    assert forget_expired(now=timezone.now() + timedelta(days=15 * 365))["outlived"] == 0


def test_nobody_who_was_not_erased_is_forgotten(holder):
    assert forget_expired(now=timezone.now() + timedelta(days=30 * 365))["outlived"] == 0
    assert "certificates_certificate.snapshot" in columns_holding(NAME)


def test_words_about_certificates_and_hours_stay_without_the_name(holder, ground):
    revoke_certificate(actor=ground.officer, certificate=holder, reason_class="other", reason=f"{NAME}本人交回")
    reverse_credit(entry=CreditEntry.objects.first(), actor=ground.officer, reason=f"{NAME}没有到场")
    register = Client()
    register.force_login(ground.officer)
    register.get("/admin/certificates/export/", {"q": NAME})
    erase_person(person=holder.person, actor=ground.officer)
    assert columns_holding(NAME) == {"certificates_certificate.snapshot"}
    worker_no = holder.person.worker_no
    assert CertificateEvent.objects.last().reason == f"{worker_no}本人交回"
    assert AuditEvent.objects.get(action="certificates.revoke").reason == f"{worker_no}本人交回"


def test_erased_person_is_no_candidate(holder, ground):
    person = ground.completed("王小丫").person
    assert person.pk in {row.enrolment.person_id for row in candidates(ground.run, ground.template)}
    erase_person(person=person, actor=ground.officer)
    assert person.pk not in {row.enrolment.person_id for row in candidates(ground.run, ground.template)}


def test_person_sees_every_room_and_the_page_costs_the_same(holder, ground, settings):
    client = Client()
    client.force_login(login_of(holder.person))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page = client.get("/me/data/").content.decode()
        assert holder.number in page
        return len(captured)

    counts = [queries()]
    for number in range(3):
        run = type(ground.run).objects.create(
            course=ground.course,
            unit=ground.county,
            title=f"{number}",
            starts_on="2026-01-01",
            ends_on="2026-12-31",
        )
        enrolment = enrol(holder.person, run)
        CreditEntry.objects.create(
            enrolment=enrolment, step=ground.lesson, kind="online", minutes=45, hours=1, day=timezone.localdate()
        )
        counts.append(queries())
    assert counts == counts[:1] * 4
    counted = {section.key: len(rows) for section, rows in dossier_of(holder.person)}
    # The lesson gave an hour itself.
    expected = {"runs": 4, "hours": 5, "drills": 1, "exams": 0, "certificates": 1}
    assert {key: counted[key] for key in expected} == expected


def test_officer_reads_every_room_in_at_most_15_queries(holder, ground):
    desk = Client()
    desk.force_login(ground.officer)
    records = f"/admin/people/{holder.person.uid}/records/"
    assert records in desk.get(f"/admin/people/{holder.person.uid}/").content.decode()
    with CaptureQueriesContext(connection) as captured:
        part = desk.get(records, headers={"HX-Request": "true"}).content.decode()
    assert len(captured) <= 15
    assert holder.number in part
    assert "<html" not in part
    assert holder.number in desk.get(records).content.decode()
