"""Everybody is told once for each version what is kept about them, and nothing waits for a yes."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from foundation.api import AppendOnlyViolation
from people.api import has_consent
from people.checks import check_notice
from people.models import ConsentRecord, Notice, User
from people.notices import current_version
from people.services.publish_notices import publish_notices
from people.services.record_consent import acknowledge_notice, change_consents
from tests.factories.people import officer_factory, worker_factory

pytestmark = pytest.mark.django_db

FIRST = Path("site/people/data/notices/1.toml")


@pytest.fixture
def newcomer(county) -> User:
    """Somebody with a password of their own who has seen no notice yet."""
    worker = worker_factory(county.village)
    User.objects.filter(pk=worker.pk).update(notice_version=0)
    worker.refresh_from_db()
    return worker


@pytest.fixture
def phone(newcomer: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(newcomer)


def said(person) -> dict[str, bool]:
    return dict(ConsentRecord.objects.filter(person=person).values_list("purpose", "granted"))


def test_first_page_leads_to_the_notice_and_one_tap_leads_back(phone, newcomer):
    answer = phone.get("/hours/?run=1")
    assert (answer.status_code, answer.url) == (302, "/notice/?next=%2Fhours%2F%3Frun%3D1")
    page = phone.get(answer.url).content.decode()
    assert "我知道了" in page
    assert "checked" not in page
    answer = phone.post(answer.url)
    assert (answer.status_code, answer.url) == (302, "/hours/?run=1")
    assert phone.get("/hours/").status_code == 200
    assert said(newcomer.person) == {"photo": False, "location": False, "sms": False}


def test_each_tick_is_a_consent_of_its_own_under_that_version(phone, newcomer):
    phone.post("/notice/", {"purposes": ["sms"]})
    assert said(newcomer.person) == {"photo": False, "location": False, "sms": True}
    assert has_consent(newcomer.person, "sms")
    assert not has_consent(newcomer.person, "photo")
    assert set(ConsentRecord.objects.values_list("notice__version", "how")) == {(1, "notice")}


def test_silence_is_a_no(newcomer):
    assert not has_consent(newcomer.person, "sms")


def test_second_tap_on_the_same_notice_counts_for_nothing(newcomer):
    notice = Notice.objects.get()
    assert acknowledge_notice(user=newcomer, notice=notice, granted=["sms"])
    assert not acknowledge_notice(user=newcomer, notice=notice, granted=[])
    assert has_consent(newcomer.person, "sms")
    assert ConsentRecord.objects.count() == 3


def test_next_address_on_another_host_is_not_followed(phone):
    assert phone.post("/notice/?next=https://example.com/").url == "/"


def test_first_password_comes_before_the_notice(phone, newcomer):
    User.objects.filter(pk=newcomer.pk).update(must_change_password=True)
    assert phone.get("/hours/").url.startswith("/password/")
    assert phone.get("/password/?next=/hours/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Accept": "application/json"}, {"Accept": "image/avif,*/*"}]
)
def test_what_a_script_fetches_is_not_led_astray(phone, headers):
    assert phone.get("/hours/", headers=headers).status_code == 200


def test_what_a_form_sends_goes_through(phone):
    assert phone.post("/me/data/consents/", {"purposes": ["sms"]}).url == "/me/data/"


@pytest.mark.parametrize("path", ["/healthz", "/login/", "/v/ABCD-EFGH"])
def test_open_pages_stay_open(phone, path):
    assert not phone.get(path).headers.get("Location", "").startswith("/notice/")


def test_staff_without_a_person_are_not_asked(county, as_user):
    staff = as_user(officer_factory(county.county))
    assert staff.get("/admin/people/").status_code == 200
    assert staff.get("/notice/").status_code == 404


def test_who_has_seen_it_pays_no_query(county, as_user, newcomer):
    def queries(user: User) -> int:
        client = as_user(user)
        client.get("/password/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/password/")
        return len(captured)

    free = queries(officer_factory(county.county, "other"))
    assert queries(worker_factory(county.village)) <= free + 1  # the person's name in the page's head


def test_new_version_is_told_again_and_asks_again(phone, newcomer, settings, tmp_path):
    phone.post("/notice/", {"purposes": ["sms"]})
    settings.NOTICES_DIR = tmp_path
    shutil.copy(FIRST, tmp_path / "1.toml")
    second = FIRST.read_text(encoding="utf-8").replace("version = 1", "version = 2")
    (tmp_path / "2.toml").write_text(second, encoding="utf-8")
    assert publish_notices() == 1
    assert publish_notices() == 0
    assert phone.get("/hours/").url.startswith("/notice/")
    phone.post("/notice/")
    assert not has_consent(newcomer.person, "sms")
    assert phone.get("/hours/").status_code == 200
    assert ConsentRecord.objects.filter(notice__version=1).count() == 3


def test_version_of_tomorrow_is_not_in_force_today(settings, tmp_path):
    settings.NOTICES_DIR = tmp_path
    assert current_version(date(2026, 12, 1)) == 0
    assert [error.id for error in check_notice()] == ["people.E005"]
    text = FIRST.read_text(encoding="utf-8").replace("2026-11-01", "2026-12-02")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/1.toml").write_text(text, encoding="utf-8")
    settings.NOTICES_DIR = tmp_path / "folder"
    assert [current_version(date(2026, 12, day)) for day in (1, 2)] == [0, 1]


def test_changing_ones_mind_writes_only_what_changed(newcomer):
    person = newcomer.person
    acknowledge_notice(user=newcomer, notice=Notice.objects.get(), granted=["sms", "photo"])
    assert change_consents(person=person, granted=["photo"]) == ["sms"]
    assert change_consents(person=person, granted=["photo"]) == []
    assert not has_consent(person, "sms")
    assert has_consent(person, "photo")
    assert ConsentRecord.objects.count() == 4


def test_what_was_told_and_said_is_never_changed(newcomer):
    acknowledge_notice(user=newcomer, notice=Notice.objects.get(), granted=[])
    for row in (Notice.objects.get(), ConsentRecord.objects.first()):
        with pytest.raises(AppendOnlyViolation):
            row.save()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_notice_reads_in_both_languages(phone, language):
    with translation.override("zh-hans"):  # and back again, whatever the request chooses
        page = phone.get("/notice/", headers={"Accept-Language": language}).content.decode()
    assert ("个人信息告知书" in page) == (language == "zh-hans")
    assert ("Privacy notice" in page) == (language == "en")
