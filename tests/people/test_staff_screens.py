"""The officers' screens answer, within their units, with the same number of queries however long the list."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.api import Job
from people.models import AuditEvent, LoginSlip, Person, RosterImport, SlipBatch, User
from people.selectors.people import PeopleSearch
from people.services.apply_roster import confirm_roster
from people.services.assign_role import assign_role
from people.services.plan_roster import receive_roster
from people.services.record_audit import record_audit
from tests.factories.people import County, PersonFactory, identity_number, officer_factory, worker_factory
from tests.people.rosters import workbook

pytestmark = pytest.mark.django_db


def planned(officer: User, county: County, count: int = 2) -> RosterImport:
    rows = [
        ("王小丫", identity_number(700 + i), "13800000000", county.village.name, "网格员") for i in range(count)
    ]
    return receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=workbook(*rows))


def applied(officer: User, county: County, run: Callable, count: int = 2) -> RosterImport:
    roster = planned(officer, county, count)
    with run(execute=True):
        confirm_roster(actor=officer, roster=roster)
    roster.refresh_from_db()
    return roster


SCREENS = ["people_list", "people_units", "people_slips", "people_imports", "people_import_new"]


@pytest.mark.parametrize("name", SCREENS)
def test_screen_opens_for_officer_only(name, desk, trainer, administrator, county, as_user):
    worker = User.objects.create_user("G99020100001")
    answers = [
        client.get(reverse(name)).status_code for client in (desk, as_user(administrator), as_user(trainer))
    ]
    assert answers == [200, 200, 404]
    assert as_user(worker).get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["people_list", "people_units", "people_slips"])
def test_list_costs_the_same_at_1_10_and_many(name, desk, county):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(reverse(name)).status_code == 200
        return len(captured)

    PersonFactory(unit=county.village)
    desk.get(reverse(name))
    counts = [queries()]
    for more in (9, 70):
        PersonFactory.create_batch(more, unit=county.community)
        counts.append(queries())
    assert counts == counts[:1] * 3


def test_import_page_costs_the_same_at_1_10_and_many(desk, officer, county):
    counts = []
    for size in (1, 1, 10, 60):
        page = reverse("people_import", args=[planned(officer, county, size).uid])
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page).status_code == 200
        counts.append(len(captured))
    assert counts[1:] == counts[1:2] * 3


def test_imports_list_costs_the_same_however_many(desk, officer, county):
    counts = []
    for size in (1, 2, 10):
        planned(officer, county, size)
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("people_imports"))
        counts.append(len(captured))
    assert counts[1] == counts[2]


def found(desk: Client, **query: object) -> list[int]:
    return [person.pk for person in desk.get(reverse("people_list"), query).context["page"]]


def test_people_are_found_by_name_number_and_phone(desk, county):
    wanted = PersonFactory(unit=county.village, name="张䶮", identity=identity_number(41))
    PersonFactory(unit=county.village, name="赵国强")
    for words in ("䶮", wanted.worker_no, wanted.phone, f" {wanted.worker_no.lower()} "):
        assert found(desk, q=words) == [wanted.pk]


@pytest.mark.parametrize("state", Person.State.values)
def test_an_identity_number_leads_to_its_person_and_stands_in_no_address(desk, county, state):
    wanted = PersonFactory(unit=county.village, identity=identity_number(41), state=state)
    answer = desk.post(reverse("people_list"), {"q": f" {identity_number(41).lower()} ", "unit": ""})
    assert answer.url == reverse("people_person", args=[wanted.uid])


def test_a_strangers_identity_number_is_nobodys(desk, county, neighbour):
    PersonFactory(unit=neighbour.village, identity=identity_number(42))
    for number in (identity_number(42), identity_number(43)):
        answer = desk.post(reverse("people_list"), {"q": number}, follow=True)
        assert answer.redirect_chain == [(reverse("people_list"), 302)]
        assert "没有" in answer.content.decode()
        assert number not in answer.content.decode()


def test_the_form_leads_to_an_address_that_can_be_kept(desk, county):
    form = {"q": "王 秀", "unit": county.town.pk, "state": "all", "login": "none", "post": ""}
    address = desk.post(reverse("people_list"), form).url
    assert desk.get(address).context["search"] == PeopleSearch("王 秀", county.town, "all", "none", "")
    assert desk.post(reverse("people_list"), {"q": ""}).url == reverse("people_list")


def test_people_are_narrowed_by_state_post_and_sign_in(desk, county, officer):
    new = PersonFactory(unit=county.village)
    leader = PersonFactory(unit=county.village, post="网格长")
    left = PersonFactory(unit=county.village, state=Person.State.LEFT)
    slip, used, closed, staff = (worker_factory(county.community) for _ in range(4))
    User.objects.filter(pk=used.pk).update(last_login=timezone.now())
    User.objects.filter(pk=closed.pk).update(is_active=False)
    for unit in (county.community, county.village):
        assign_role(actor=officer, user=staff, unit=unit, role="trainer")
    assert found(desk, unit=county.village.pk) == [new.pk, leader.pk]
    assert found(desk, state="left") == [left.pk]
    assert found(desk, state="all", unit=county.village.pk) == [new.pk, leader.pk, left.pk]
    assert found(desk, post="网格长") == [leader.pk]
    assert found(desk, login="none") == [new.pk, leader.pk]
    assert found(desk, login="slip") == [slip.person_id, staff.person_id]
    assert found(desk, login="used") == [used.person_id]
    assert found(desk, login="closed") == [closed.person_id]
    assert found(desk, login="staff") == [staff.person_id]
    assert found(desk, login="nonsense", state="x", unit=county.village.pk) == [new.pk, leader.pk]


def test_people_are_narrowed_to_a_unit_and_what_lies_below(desk, county):
    inside = PersonFactory(unit=county.village)
    PersonFactory(unit=county.community)
    page = desk.get(reverse("people_list"), {"unit": county.town.pk}).context["page"]
    assert [person.pk for person in page] == [inside.pk]


def test_units_count_their_people_and_those_below(desk, county):
    PersonFactory(unit=county.village)
    PersonFactory(unit=county.town)
    PersonFactory(unit=county.town, state=Person.State.LEFT)
    (root,) = desk.get(reverse("people_units")).context["roots"]
    town = next(line for line in root.children if line.unit == county.town)
    assert (town.own, town.total, root.total) == (1, 2, 2)


def test_units_count_logins_and_roles_of_everything_below(desk, county, trainer):
    worker_factory(county.village)
    PersonFactory(unit=county.village)
    (root,) = desk.get(reverse("people_units")).context["roots"]
    town = next(line for line in root.children if line.unit == county.town)
    assert (root.total, root.can_login, root.staff) == (2, 1, 2)
    assert (town.total, town.can_login, town.staff) == (2, 1, 0)


def test_person_page_shows_the_identity_number_masked_only(desk, county):
    person = PersonFactory(unit=county.village, identity=identity_number(5))
    body = desk.get(reverse("people_person", args=[person.uid])).content.decode()
    assert identity_number(5) not in body
    assert person.masked_identity in body


def test_the_whole_number_is_shown_once_for_a_reason_and_logged(desk, county, officer):
    person = PersonFactory(unit=county.village, identity=identity_number(5))
    address = reverse("people_person_identity", args=[person.uid])
    refused = desk.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert identity_number(5) not in refused.content.decode()
    assert not AuditEvent.objects.filter(action="people.view_identity").exists()

    shown = desk.post(address, {"reason": "与身份证核对"})
    assert identity_number(5) in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    event = AuditEvent.objects.get(action="people.view_identity")
    assert (event.actor, event.target_id, event.reason) == (officer, str(person.uid), "与身份证核对")
    assert desk.get(address).status_code == 405


def test_person_page_costs_at_most_15_queries_however_much_is_known(desk, officer, county):
    person = worker_factory(county.village).person
    counts = []
    for size in (1, 10, 40):
        for _ in range(size):
            record_audit(actor=officer, action="people.issue_slips", target=person, unit=county.county)
            roster = planned(officer, county, 1)
            roster.rows.update(person=person)
        desk.get(reverse("people_person", args=[person.uid]))
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(reverse("people_person", args=[person.uid])).status_code == 200
        counts.append(len(captured))
    assert counts == counts[:1] * 3
    assert counts[0] <= 15


def neighbours_addresses(neighbour: County) -> list[str]:
    colleague = officer_factory(neighbour.county)
    person = PersonFactory(unit=neighbour.village)
    roster = planned(colleague, neighbour)
    batch = SlipBatch.objects.create(
        uid=uuid.uuid4(), unit=neighbour.county, issued_by=colleague, size=1, sheet="x"
    )
    job = Job.objects.create(kind="people.apply_roster", title="别人的", owner=colleague)
    names = ("people_import", "people_import_confirm", "people_import_discard", "people_import_refused")
    return [
        reverse("people_person", args=[person.uid]),
        reverse("people_person_identity", args=[person.uid]),
        reverse("people_slip_sheet", args=[batch.uid]),
        reverse("foundation_job", args=[job.uid]),
        reverse("people_slips") + f"?person={person.uid}",
        reverse("people_slips") + f"?import={roster.uid}",
        reverse("people_slips") + f"?unit={neighbour.village.pk}",
        reverse("people_list") + f"?unit={neighbour.village.pk}",
        *(reverse(name, args=[roster.uid]) for name in names),
    ]


def test_neighbours_rows_are_not_there(desk, neighbour):
    for address in neighbours_addresses(neighbour):
        path, _, query = address.partition("?")
        form = dict(pair.split("=") for pair in query.split("&") if pair)
        answers = {desk.get(address).status_code, desk.post(path, form).status_code}
        assert answers <= {404, 405} or path == reverse("people_list"), address
        assert desk.get(address).status_code == 404 or path.endswith(("confirm/", "discard/", "identity/")), (
            address
        )
    assert RosterImport.objects.get().state == RosterImport.State.PLANNED


def test_malformed_ids_are_not_found(desk):
    for query in ("?person=abc", "?import=abc", "?unit=abc"):
        assert desk.get(reverse("people_slips") + query).status_code == 404


def test_lists_do_not_name_the_neighbours_people(desk, neighbour):
    PersonFactory(unit=neighbour.village, name="邻家人")
    for name in SCREENS:
        assert "邻家人" not in desk.get(reverse(name), {"q": "邻家"}).content.decode()
        assert "乙县" not in desk.get(reverse(name)).content.decode()


def test_upload_leads_to_the_preview_and_confirm_to_the_job(
    desk, officer, county, django_capture_on_commit_callbacks
):
    data = workbook(("王小丫", identity_number(1), "13800000000", county.village.name, "网格员"))
    upload = {"unit": county.county.pk, "file": SimpleUploadedFile("名册.xlsx", data)}
    answer = desk.post(reverse("people_import_new"), upload, follow=True)
    roster = answer.context["roster"]
    assert roster.counts == {"new": 1, "total": 1}
    assert Person.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(reverse("people_import_confirm", args=[roster.uid]))
    job = Job.objects.get()
    assert answer.url == reverse("foundation_job", args=[job.uid])
    page = desk.get(answer.url).content.decode()
    assert reverse("people_import", args=[roster.uid]) in page
    assert "hx-get" not in page
    assert Person.objects.get().worker_no == "G99020100001"


def test_confirming_twice_imports_once(desk, officer, county, django_capture_on_commit_callbacks):
    roster = planned(officer, county)
    address = reverse("people_import_confirm", args=[roster.uid])
    first = desk.post(address)
    assert desk.post(address).url == first.url
    assert Job.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        pass


def test_stale_confirmation_of_an_import_that_is_over_changes_nothing(
    desk, officer, county, django_capture_on_commit_callbacks
):
    roster = applied(officer, county, django_capture_on_commit_callbacks)
    answer = desk.post(reverse("people_import_confirm", args=[roster.uid]))
    assert (answer.status_code, answer.context["roster"]) == (409, roster)
    assert "没有重复执行" in answer.content.decode()
    assert Job.objects.count() == 1
    assert Person.objects.count() == 2


def test_confirmation_after_giving_up_imports_nothing(desk, officer, county):
    roster = planned(officer, county)
    desk.post(reverse("people_import_discard", args=[roster.uid]))
    desk.post(reverse("people_import_confirm", args=[roster.uid]))
    assert Job.objects.count() == 0


def test_job_card_alone_is_sent_to_htmx_and_asks_again_while_running(desk, officer):
    job = Job.objects.create(
        kind="people.apply_roster", title="导入", owner=officer, state="running", done=1200, total=13083
    )
    body = desk.get(reverse("foundation_job", args=[job.uid]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in body
    assert 'hx-trigger="every 1s"' in body
    assert "1,200" in body
    assert "13,083" in body


def test_job_page_says_what_went_wrong(desk, officer):
    job = Job.objects.create(kind="x", title="导入", owner=officer, state="failed", error="文件不见了")
    assert "文件不见了" in desk.get(reverse("foundation_job", args=[job.uid])).content.decode()


def slip_form(client: Client, query: str) -> dict[str, str]:
    context = client.get(reverse("people_slips") + query).context
    found = {"form": str(context["form_uid"])}
    return found | dict(pair.split("=") for pair in query.strip("?").split("&"))


def test_slips_of_an_import_are_shown_once(desk, officer, county, django_capture_on_commit_callbacks):
    roster = applied(officer, county, django_capture_on_commit_callbacks)
    form = slip_form(desk, f"?import={roster.uid}")
    sheet = desk.post(reverse("people_slips"), form).url
    slips = desk.get(sheet).context["slips"]
    assert {slip.person.pk for slip in slips} == set(Person.objects.values_list("pk", flat=True))
    seen = desk.get(sheet)
    assert seen.status_code == 410
    assert all(slip.code not in seen.content.decode() for slip in slips)
    assert SlipBatch.objects.get().sheet == ""


def test_slip_form_sent_twice_issues_once(desk, county):
    PersonFactory.create_batch(3, unit=county.village)
    form = slip_form(desk, f"?unit={county.county.pk}")
    answers = [desk.post(reverse("people_slips"), form).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert LoginSlip.objects.count() == 3
    assert AuditEvent.objects.filter(action="people.issue_slips").count() == 1


def test_slip_of_one_person_replaces_the_older_one(desk, county):
    person = PersonFactory(unit=county.village)
    for _ in range(2):
        desk.post(reverse("people_slips"), slip_form(desk, f"?person={person.uid}"))
    assert LoginSlip.objects.count() == 2
    assert (
        LoginSlip.objects.order_by("expires_at")[0].expires_at
        < LoginSlip.objects.order_by("-expires_at")[0].expires_at
    )


def test_issuing_slips_costs_the_same_however_many(desk, county):
    counts = []
    for size in (1, 10, 50):
        PersonFactory.create_batch(size, unit=county.village)
        form = slip_form(desk, f"?unit={county.village.pk}")
        with CaptureQueriesContext(connection) as captured:
            desk.post(reverse("people_slips"), form)
        counts.append(len(captured))
    assert counts == counts[:1] * 3


def test_slip_sheet_has_no_inline_style(desk, county):
    PersonFactory(unit=county.village)
    sheet = desk.post(reverse("people_slips"), slip_form(desk, f"?unit={county.village.pk}")).url
    body = desk.get(sheet).content.decode()
    assert "style=" not in body
    assert "<style" not in body
    assert "onclick" not in body


def test_menu_is_shown_to_officers_only(desk, trainer, as_user):
    assert reverse("people_imports") in desk.get("/admin/").content.decode()
    assert reverse("people_imports") not in as_user(trainer).get("/admin/").content.decode()


def test_slips_in_an_empty_county_begin_with_a_roster(desk):
    body = desk.get(reverse("people_slips")).content.decode()
    assert reverse("people_import_new") in body
    assert "都已" not in body
