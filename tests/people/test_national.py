"""National certificates: written down by an officer, counted once at the highest level, taken out for a reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.dossier import dossier_of
from people.models import AuditEvent, NationalCertificate, Person, Unit
from people.selectors.national import Holders, holder_rows, holders_on
from people.selectors.people import PeopleSearch, people_found
from people.services.erase_person import erase_person
from people.services.merge_people import merge_people
from people.services.national_certificates import NationalRefused, add_national, remove_national
from people.services.place_people import enter_people, place_people
from tests.factories.people import county_factory, identity_number, officer_factory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


@pytest.fixture
def places() -> Any:
    return county_factory("990201", "甲县")


@pytest.fixture
def officer(places: Any) -> Any:
    return officer_factory(places.county)


def person(unit: Unit, number: int, *, since: date = date(2024, 1, 1)) -> Person:
    row = Person(name=f"王秀{number}", worker_no=f"G990201{number:05d}", unit=unit)
    row.set_identity(identity_number(number))
    enter_people(people=[row], actor=None, day=since)
    return row


def certify(row: Person, level: str, day: date = date(2025, 3, 1), **fields: Any) -> NationalCertificate:
    values = {"source": "national", "mgmt_no": "GL20250001", "entered_by": None} | fields
    return NationalCertificate.objects.create(person=row, level=level, approval_date=day, **values)


def test_each_holder_counts_once_at_the_highest_level(places: Any) -> None:
    both, late, local = (person(places.village, n) for n in (1, 2, 3))
    senior = person(places.community, 4)
    certify(both, "ASW")
    certify(both, "SW", date(2026, 3, 1))
    certify(late, "ASW", DAY + timedelta(days=1))
    certify(local, "SW", source="local_pre2008")
    certify(senior, "SSW")
    assert holders_on(places.county, DAY) == Holders(0, 1, 1)
    assert holders_on(places.county, date(2025, 12, 31)) == Holders(1, 0, 1)
    assert holders_on(places.county, DAY + timedelta(days=1)).total == 3
    assert holders_on(places.village, DAY).total == 1
    assert list(holder_rows(places.county, DAY)) == [both, senior]


def test_who_left_counts_for_the_days_before(places: Any) -> None:
    row = person(places.village, 1)
    certify(row, "ASW")
    row.state = Person.State.LEFT
    place_people(people=[row], actor=None, day=DAY)
    assert [holders_on(places.county, day).total for day in (DAY - timedelta(days=1), DAY)] == [1, 0]


def test_the_figure_costs_one_query_whatever_the_number(places: Any) -> None:
    counts = []
    for number in range(1, 12):
        certify(person(places.village, number), "ASW")
        if number in (1, 11):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                holders_on(places.county, DAY)
            counts.append(len(queries))
    assert counts == [1, 1]


def test_an_officer_writes_one_down_and_takes_it_out(client: Client, places: Any, officer: Any) -> None:
    row = person(places.village, 1)
    client.force_login(officer)
    form = {"level": "SW", "source": "national", "mgmt_no": "GL1234567890", "approval_date": "2026-03-01"}
    page = f"/admin/people/{row.uid}/"
    assert client.get(f"{page}national/").status_code == 200
    assert client.post(f"{page}national/", form).url == page
    text = client.get(page).content.decode()
    assert "社会工作师" in text
    assert "********7890" in text
    assert "GL1234567890" not in text + client.get(f"{page}records/").content.decode()
    entered = AuditEvent.objects.get(action="people.add_national")
    assert (entered.person_uid, "GL1234567890" in str(entered.data)) == (row.uid, False)
    remove = f"{page}national/{NationalCertificate.objects.get().uid}/remove/"
    assert client.post(remove, {"reason": ""}).status_code == 422
    assert client.post(remove, {"reason": "登记成了别人的"}).url == page
    assert not NationalCertificate.objects.exists()
    assert AuditEvent.objects.get(action="people.remove_national").reason == "登记成了别人的"


@pytest.mark.parametrize(
    "change",
    [
        {"level": "XX"},
        {"level": ""},
        {"source": "bought"},
        {"approval_date": ""},
        {"approval_date": "2026-02-30"},
        {"approval_date": "2999-01-01"},
        {"mgmt_no": "<b>1"},
        {"mgmt_no": "1" * 41},
    ],
)
def test_bad_words_are_told_and_nothing_is_written(
    client: Client, places: Any, officer: Any, change: dict[str, str]
) -> None:
    row = person(places.village, 1)
    client.force_login(officer)
    form = {"level": "SW", "source": "national", "mgmt_no": "GL12345", "approval_date": "2026-03-01"}
    assert client.post(f"/admin/people/{row.uid}/national/", form | change).status_code == 422
    assert not NationalCertificate.objects.exists()


def test_the_same_level_twice_is_refused(places: Any, officer: Any) -> None:
    row = person(places.village, 1)
    words = {"level": "SW", "source": "national", "mgmt_no": "", "approval_date": date(2026, 3, 1)}
    certificate = add_national(actor=officer, person=row, **words)
    with pytest.raises(NationalRefused) as refusal:
        add_national(actor=officer, person=row, **words)
    assert refusal.value.code == "level_twice"
    with pytest.raises(NationalRefused) as refusal:
        remove_national(actor=officer, certificate=certificate, reason=" ")
    assert refusal.value.code == "reason_missing"
    with pytest.raises(NationalRefused) as refusal:
        add_national(actor=officer, person=row, **words | {"approval_date": timezone.localdate() + timedelta(1)})
    assert refusal.value.code == "future"


def test_a_neighbours_person_is_not_there(client: Client, places: Any, officer: Any) -> None:
    theirs = person(county_factory("990202", "乙县").village, 1)
    certificate = certify(theirs, "SW")
    client.force_login(officer)
    for address in ("national/", f"national/{certificate.uid}/remove/"):
        assert client.get(f"/admin/people/{theirs.uid}/{address}").status_code == 404
    mine = person(places.village, 2)
    assert client.get(f"/admin/people/{mine.uid}/national/{certificate.uid}/remove/").status_code == 404
    with pytest.raises(NationalRefused):
        remove_national(actor=officer, certificate=certificate, reason="错了")


@pytest.mark.parametrize(
    ("choice", "found"), [("held", [1, 2]), ("ASW", [1]), ("SW", [1, 2]), ("SSW", []), ("none", [3, 4])]
)
def test_the_list_is_narrowed_by_it(places: Any, officer: Any, choice: str, found: list[int]) -> None:
    rows = {number: person(places.village, number) for number in (1, 2, 3, 4)}
    certify(rows[1], "ASW")
    certify(rows[1], "SW")
    certify(rows[2], "SW")
    certify(rows[3], "SW", source="local_pre2008")
    search = PeopleSearch.from_query(officer, {"national": choice})
    assert [row.pk for row in people_found(officer, search)] == [rows[number].pk for number in found]
    assert search.query == f"national={choice}"


def test_the_list_offers_the_choice(client: Client, places: Any, officer: Any) -> None:
    client.force_login(officer)
    assert (
        '<option value="held" selected>持证</option>'
        in client.get("/admin/people/?national=held").content.decode()
    )


def test_it_goes_with_a_merge_and_ends_with_an_erasure(places: Any, officer: Any) -> None:
    kept, other = person(places.village, 1), person(places.village, 2)
    certify(kept, "ASW")
    certify(other, "ASW")
    certify(other, "SW")
    merge_people(actor=officer, kept=kept, merged=other, reason="同一个人")
    assert sorted(kept.national_certificates.values_list("level", flat=True)) == ["ASW", "SW"]
    assert holders_on(places.county, timezone.localdate()).total == 1
    rows = next(rows for section, rows in dossier_of(kept) if section.key == "national")
    assert {row.cells[0] for row in rows} == {"社会工作师", "助理社会工作师"}
    erase_person(person=kept, actor=officer)
    assert not NationalCertificate.objects.exists()
