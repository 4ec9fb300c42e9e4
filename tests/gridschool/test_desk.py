"""The staff's first page: each number is the number of rows behind its link, within one's own units, and cheap."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.telepath import JSContext

from courses.blocks import LessonBlocks
from courses.models import Attendance, Enrolment
from courses.services.open_county import open_county
from foundation.api import DeskItem, Job, Waiting, desk_of
from foundation.desk import _items, register_desk_items
from people.models import RosterImport
from people.services.ask_about_data import ask_about_data
from tests.courses.conftest import World, build_world
from tests.factories.certificates import template_for
from tests.factories.courses import enrol, lesson_in, run_of
from tests.factories.drills import seat_in, session_of
from tests.factories.people import PersonFactory, admin_factory, county_factory, officer_factory, worker_factory
from tests.support.catalogues import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    return build_world()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hand_in(world: World, title: str) -> None:
    page = lesson_in(world.course, title=title)
    page.save_revision(user=world.trainer)
    page.get_workflow().start(page, world.trainer)


def roster(world: World, unit, state: str) -> None:
    facts = {"original_name": "名册.xlsx", "sha256": "0" * 64, "counts": {"refused": 2, "total": 3}}
    RosterImport.objects.create(unit=unit, uploaded_by=world.officer, state=state, **facts)


def fill(world: World, mark: str) -> None:
    """One more of everything that may wait for somebody."""
    now = timezone.now()
    unit = world.places.village.add_child(name=f"{mark}网格", kind="village")
    worker = worker_factory(unit)
    hand_in(world, f"{mark}课")
    for state in ("planned", "refused"):
        roster(world, unit, state)
    ask_about_data(person=worker.person, kind="correction", field="name", wanted="王", actor=worker)
    old = {
        "starts_on": timezone.localdate() - timedelta(days=40),
        "ends_on": timezone.localdate() - timedelta(days=1),
    }
    run = run_of(world.course, world.places.county, title=f"{mark}期", **old)
    enrol(worker.person, run)
    slow = {"starts_on": old["starts_on"], "ends_on": timezone.localdate() + timedelta(days=5)}
    enrol(worker.person, run_of(world.course, world.places.county, title=f"{mark}慢", **slow))
    done = enrol(PersonFactory(unit=unit), run)
    Enrolment.objects.filter(pk=done.pk).update(state=Enrolment.State.COMPLETED, completed_at=now)
    times = {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    seat = seat_in(session_of(run, world.drill, world.trainer, **times), run.enrolments.first())
    Attendance.objects.create(booking=seat, kind="check_in", how="roster")
    failed = {"state": Job.State.FAILED, "finished_at": now, "title": mark, "kind": "people.import"}
    Job.objects.create(owner=world.officer, **failed)


WAITING_FOR_OFFICER = {
    "foundation.failed_jobs": 1,
    "courses.drills_week": 1,
    "courses.unscored": 1,
    "courses.reviews": 1,
    "people.to_confirm": 1,
    "people.faulty": 1,
    "people.requests": 1,
    "certificates.ready": 1,
    "courses.behind": 1,
    "courses.overdue": 1,
    "people.slips": 2,  # the one of `fill`, and the world's own worker
}


def counts(user) -> dict[str, int]:
    return {found.item.key: found.waiting.count for found in desk_of(user, timezone.now())}


def test_each_number_is_the_number_of_rows_behind_it_and_never_the_neighbours(world):
    template_for(world.course, world.places.county)
    neighbours = build_world("990202", "乙县")
    template_for(neighbours.course, neighbours.places.county)
    fill(world, "甲")
    for mark in ("乙", "丙"):
        fill(neighbours, mark)
    client = client_of(world.officer)
    found = desk_of(world.officer, timezone.now())
    assert {one.item.key: one.waiting.count for one in found} == WAITING_FOR_OFFICER
    rows = {one.item.key: client.get(one.item.url).context["page"].paginator.count for one in found}
    assert rows == WAITING_FOR_OFFICER


def test_an_officer_of_a_town_counts_the_town_alone(world):
    fill(world, "甲")
    town = officer_factory(world.places.town, "town")
    assert {key for key, count in counts(town).items() if count} == {
        "people.to_confirm",
        "people.faulty",
        "people.requests",
        "people.slips",
    }
    street = officer_factory(world.places.street, "street")
    assert not any(counts(street).values())
    assert "courses.reviews" not in counts(street)  # pages are published by the county's officers


def test_a_trainer_sees_drills_and_what_came_back(world):
    fill(world, "甲")
    assert counts(world.trainer) == {
        "courses.drills_week": 1,
        "courses.unscored": 1,
        "courses.sent_back": 0,
        "foundation.failed_jobs": 0,
    }
    client = client_of(world.trainer)
    for found in desk_of(world.trainer, timezone.now()):
        assert client.get(found.item.url).context["page"].paginator.count == found.waiting.count


def test_the_first_thing_that_is_due_is_lit_and_a_zero_is_quiet(world):
    client = client_of(world.officer)
    body = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "今天没有要办的事" in body
    assert "is-lit" not in body
    fill(world, "甲")
    body = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "今天要办的事" in body
    assert body.count("gs-count is-lit") == 1


def test_the_desk_asks_the_same_questions_at_1_and_many(world):
    template_for(world.course, world.places.county)
    client = client_of(world.officer)

    def queries() -> int:
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("wagtailadmin_home")).status_code == 200
        return len(captured)

    fill(world, "甲")
    queries()
    first = queries()
    for mark in ("乙", "丙", "丁"):
        fill(world, mark)
    assert queries() == first


def test_an_import_stops_to_be_faulty_with_the_next_roster_of_its_unit(world):
    unit = world.places.village
    roster(world, unit, "refused")
    assert counts(world.officer)["people.faulty"] == 1
    roster(world, unit, "applied")
    assert counts(world.officer)["people.faulty"] == 1  # rows of that one were refused, too
    RosterImport.objects.filter(state="applied").update(counts={"refused": 0, "total": 3})
    assert counts(world.officer)["people.faulty"] == 0
    roster(world, unit, "refused")
    RosterImport.objects.filter(state="refused").update(created_at=timezone.now() - timedelta(days=31))
    assert counts(world.officer)["people.faulty"] == 0


def test_a_job_started_again_is_nobodys_worry(world):
    facts = {"owner": world.officer, "kind": "people.import", "title": "导入 名册.xlsx"}
    Job.objects.create(state=Job.State.FAILED, finished_at=timezone.now(), **facts)
    assert counts(world.officer)["foundation.failed_jobs"] == 1
    Job.objects.create(state=Job.State.DONE, **facts)
    assert counts(world.officer)["foundation.failed_jobs"] == 0


def test_a_room_or_a_plugin_adds_a_line_of_its_own(world):
    item = DeskItem(
        key="tests.owls",
        order=1,
        icon="eye",
        title="夜里的猫头鹰",
        is_for=lambda user: user == world.officer,
        look=lambda user, now: Waiting(3, is_due=True, note="都醒着"),
        url_name="people_list",
        query="q=owl",
    )
    register_desk_items(item)
    try:
        body = client_of(world.officer).get(reverse("wagtailadmin_home")).content.decode()
        assert "夜里的猫头鹰" in body
        assert "都醒着" in body
        assert "/admin/people/?q=owl" in body
        assert "tests.owls" not in counts(world.trainer)
    finally:
        del _items["tests.owls"]


def test_an_empty_county_is_led_to_its_first_run(world):
    empty = county_factory("990203", "丙县")
    officer = officer_factory(empty.county)
    client = client_of(officer)
    home = reverse("wagtailadmin_home")

    def states() -> list[str]:
        return [state for _step, state in client.get(reverse("first_steps")).context["guide"].steps]

    open_county(actor=None, unit=empty.county)
    officer = type(officer).objects.get(pk=officer.pk)
    client = client_of(officer)
    assert states() == ["now", "open", "open", "open", "open"]
    assert "五步开班" in client.get(home).content.decode()
    client.post(reverse("first_steps"), {"away": "1"})
    body = client.get(home).content.decode()
    assert "gs-guide" not in body
    assert reverse("first_steps") in body
    client.post(reverse("first_steps"), {"away": "0"})
    assert "gs-guide" in client.get(home).content.decode()
    worker_factory(empty.village)
    assert states() == ["now", "done", "done", "open", "open"]


def test_the_first_steps_vanish_when_the_first_drill_is_planned(world):
    client = client_of(world.officer)
    home = reverse("wagtailadmin_home")
    assert "gs-guide" in client.get(home).content.decode()
    session_of(world.run, world.drill, world.trainer)
    body = client.get(home).content.decode()
    assert "gs-guide" not in body
    assert reverse("first_steps") not in body
    assert client.get(reverse("first_steps")).context["guide"].is_done
    assert "gs-guide" not in client_of(world.trainer).get(home).content.decode()
    assert client_of(world.trainer).get(reverse("first_steps")).status_code == 404


def menu_of(client: Client) -> list[tuple[str, str]]:
    """(words, address) of every item of the menu, as Wagtail sends it to the browser."""
    body = client.get(reverse("wagtailadmin_home")).content.decode()
    props = json.loads(re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', body, re.S).group(1))
    found: list[tuple[str, str]] = []

    def walk(node) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "label" in node and "url" in node:
                found.append((node["label"], node["url"]))
            for one in node.values():
                walk(one)

    walk(props)
    return found


def test_every_item_of_the_menu_leads_somewhere_for_every_role(world):
    for user in (world.officer, world.trainer, admin_factory()):
        client = client_of(user)
        items = menu_of(client)
        assert "今天" in dict(items)
        statuses = {url: client.get(url, follow=True).status_code for _label, url in items if "logout" not in url}
        assert {url for url, status in statuses.items() if status != 200} == set()


def test_the_editor_offers_no_block_of_a_missing_plugin(world):
    context = JSContext()
    assert context.pack(LessonBlocks())["_type"] == "courses.KeepingStreamBlock"
    assert "keeping-stream.js" in str(context.media)


def test_the_admin_wears_the_houses_colours():
    css = (ROOT / "site/static/gridschool/css/admin.css").read_text(encoding="utf-8")
    tokens = (ROOT / "site/static/gridschool/css/tokens.css").read_text(encoding="utf-8")
    for colour in ("#f9f4ea", "#17594f", "#f2b04a", "#b35c00", "#e2d8c5"):
        assert colour in css
        assert colour in tokens
