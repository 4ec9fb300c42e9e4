"""What is past its keeping time goes by night; what is not stays, and the log says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import AuditEvent, DataExport, LoginSession, LoginSlip, RosterImport, SlipBatch, User
from people.services.export_my_data import export_my_data
from people.services.forget_expired import SLIP_KEEP_DAYS, forget_expired
from people.services.login_slips import SLIP_HOURS, issue_login_slips
from people.services.plan_roster import receive_roster
from people.tasks import forget_expired as nightly
from tests.factories.people import identity_number, worker_factory
from tests.people.rosters import workbook

pytestmark = pytest.mark.django_db

LATER = timedelta(days=SLIP_KEEP_DAYS + 1, hours=SLIP_HOURS)


@pytest.fixture
def worker(county) -> User:
    return worker_factory(county.village)


def test_copies_slips_sheets_rosters_and_sessions_go_when_their_time_is_over(
    worker, officer, county, as_user, django_capture_on_commit_callbacks
):
    export = export_my_data(person=worker.person, actor=worker)
    issue_login_slips(actor=officer, people=[worker.person])
    SlipBatch.objects.create(uid=export.uid, unit=county.county, issued_by=officer, size=1, sheet="sealed")
    rows = workbook(("王小丫", identity_number(3), "13800000000", county.village.name, ""))
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=rows)
    as_user(worker)
    with django_capture_on_commit_callbacks(execute=True):
        counts = forget_expired(now=timezone.now() + LATER)
    assert counts == {
        "exports": 1,
        "slips": 1,
        "sheets": 1,
        "codes": 0,
        "rosters": 1,
        "roster_files": 0,
        "outlived": 0,
    }
    assert not DataExport.objects.exists()
    assert not LoginSlip.objects.exists()
    assert not LoginSession.objects.exists()
    assert SlipBatch.objects.get().sheet == ""
    for file in (export.file, roster.file):
        assert not file.storage.exists(file.name)
    assert AuditEvent.objects.get(action="people.forget_expired").data == counts


def test_what_is_in_use_stays(worker, officer, county, as_user):
    export = export_my_data(person=worker.person, actor=worker)
    issue_login_slips(actor=officer, people=[worker.person])
    phone = as_user(worker)
    nightly()
    assert phone.get(f"/me/data/copies/{export.uid}/").status_code == 200
    assert LoginSlip.objects.count() == 1


def test_file_that_a_killed_job_left_behind_is_found(officer, county):
    rows = workbook(("王小丫", identity_number(3), "13800000000", county.village.name, ""))
    roster = receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=rows)
    RosterImport.objects.filter(pk=roster.pk).update(state=RosterImport.State.APPLIED)
    assert forget_expired(now=timezone.now())["roster_files"] == 0
    assert forget_expired(now=timezone.now() + timedelta(days=2))["roster_files"] == 1
    assert forget_expired(now=timezone.now() + timedelta(days=2))["roster_files"] == 0
    assert not roster.file.storage.exists(roster.file.name)
