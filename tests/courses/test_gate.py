"""The admin of two counties: what a trainer and an officer may open, and what is not there for them."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from people.models import Unit
from tests.factories.files import document_in, picture_in
from tests.factories.people import admin_factory, officer_factory
from tests.support.answers import body_of as bytes_of

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file open from which it makes a picture's smaller sizes.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


def body_of(answer) -> str:
    return bytes_of(answer).decode()


@pytest.fixture
def trainer(world) -> Client:
    client = Client()
    client.force_login(world.trainer)
    return client


@pytest.fixture
def officer(world) -> Client:
    client = Client()
    client.force_login(world.officer)
    return client


def page_address(name: str, page: Page) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk])


PAGE_VIEWS = ("edit", "add_subpage", "usage", "history", "copy", "workflow_history", "view_draft")


@pytest.mark.parametrize("name", PAGE_VIEWS)
def test_page_views_are_there_for_ones_own_pages_only(trainer, world, neighbours, name):
    kind = "course" if name == "add_subpage" else "second"
    mine, theirs = getattr(world, kind), getattr(neighbours, kind)
    assert trainer.get(page_address(name, mine)).status_code == 200
    assert trainer.get(page_address(name, theirs)).status_code == 404
    assert trainer.post(page_address(name, theirs)).status_code == 404


@pytest.mark.parametrize("name", ["unpublish", "lock", "unlock", "move", "delete"])
def test_officers_act_on_their_own_pages_only(officer, world, neighbours, name):
    assert officer.post(page_address(name, neighbours.second)).status_code == 404
    assert officer.post(page_address(name, world.second)).status_code in {200, 302}


def test_privacy_is_closed_even_for_ones_own(trainer, world):
    assert trainer.get(page_address("set_privacy", world.second)).status_code == 404


CLOSED = (
    "/admin/pages/usage/courses/lessonpage/",
    "/admin/pages/create/courses/lessonpage",
    "/admin/reports/workflow/",
    "/admin/reports/aging-pages/",
    "/admin/workflows/list/",
    "/admin/workflows/tasks/index/",
    "/admin/collections/",
    "/admin/tag-autocomplete/",
    "/admin/users/",
    "/admin/embeds/chooser/",
    "/admin/api/main/images/",
    "/admin/failwhale/",
)


@pytest.mark.parametrize("address", CLOSED)
def test_what_leaks_is_closed_to_staff(trainer, officer, address):
    assert trainer.get(address).status_code == officer.get(address).status_code == 404


def test_a_page_is_moved_and_copied_within_the_county_only(officer, trainer, world, neighbours):
    move = reverse("wagtailadmin_pages:move_confirm", args=[world.second.pk, neighbours.course.pk])
    assert officer.get(move).status_code == officer.post(move).status_code == 404
    chosen = {"new_parent_page": neighbours.course.pk, "new_title": "抄来的", "new_slug": "copied"}
    for name in ("copy", "move"):
        assert trainer.post(page_address(name, world.second), chosen).status_code == 404
    mine = chosen | {"new_parent_page": world.course.pk}
    assert trainer.post(page_address("copy", world.second), mine).status_code == 302
    assert Page.objects.get(slug="copied").is_child_of(world.course)


def test_a_trainer_writes_a_lesson_in_the_own_county_only(trainer, world, neighbours):
    def address(course):
        return reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])

    assert trainer.get(address(world.course)).status_code == 200
    assert trainer.get(address(neighbours.course)).status_code == 404


def test_the_explorer_begins_and_ends_at_the_county(trainer, world, neighbours):
    start = trainer.get("/admin/pages/", follow=True)
    assert start.status_code == 200
    assert body_of(start).count("乙县") == 0
    assert trainer.get(reverse("wagtailadmin_explore", args=[neighbours.course.pk])).status_code == 404
    found = body_of(trainer.get(reverse("wagtailadmin_explore", args=[world.course.pk]) + "?q=岗前&search_all=1"))
    assert "乙县" not in found


def test_the_explorer_names_colleagues_among_its_filters_and_nobody_else(trainer, world, neighbours):
    for each, name in ((world, "马"), (neighbours, "牛")):
        each.trainer.last_name, each.trainer.first_name = name, "老师"
        each.trainer.save()
        each.second.owner = each.trainer
        each.second.save()
    text = body_of(trainer.get(reverse("wagtailadmin_explore", args=[world.course.pk])))
    assert "马老师" in text
    assert "牛老师" not in text
    theirs = trainer.get(reverse("wagtailadmin_explore", args=[world.course.pk]), {"owner": neighbours.trainer.pk})
    assert "牛老师" not in body_of(theirs)


def test_search_and_the_menus_explorer_find_own_pages_only(trainer, world, neighbours):
    assert "乙县" not in body_of(trainer.get("/admin/pages/search/?q=岗前培训"))
    listing = trainer.get(f"/admin/api/main/pages/?child_of={world.course.pk}&for_explorer=1")
    assert {row["title"] for row in json.loads(listing.content)["items"]} >= {world.lesson.title}
    assert trainer.get(f"/admin/api/main/pages/{neighbours.course.pk}/").status_code == 404
    whole = json.loads(trainer.get("/admin/api/main/pages/").content)
    assert not [row for row in whole["items"] if "乙县" in row["title"]]


def test_the_page_chooser_begins_at_ones_own_root_and_shows_own_rows(trainer, world, neighbours):
    asked = trainer.get("/admin/choose-page/?page_type=courses.lessonpage")
    assert asked.status_code == 302
    assert asked.url.endswith("?page_type=courses.lessonpage")
    assert "乙县" not in json.loads(trainer.get(asked.url).content)["html"]
    assert trainer.get(reverse("wagtailadmin_choose_page_child", args=[neighbours.course.pk])).status_code == 404
    for each, title in ((world, "Ours"), (neighbours, "Theirs")):
        each.second.title = each.second.draft_title = f"Evacuation {title}"
        each.second.save()
    found = body_of(trainer.get("/admin/choose-page/search/?q=Evacuation"))
    assert "Evacuation Ours" in found
    assert "Evacuation Theirs" not in found


@pytest.mark.parametrize("sent", ["theirs", "both", "all", "none", "x", "9" * 30])
def test_several_pages_are_chosen_only_when_each_is_visible(trainer, world, neighbours, sent):
    mine, theirs = world.second.pk, neighbours.second.pk
    ids = {"theirs": [theirs], "both": [mine, theirs], "none": []}.get(sent, [sent])
    for address in ("/admin/choose-page/chosen-multiple/", "/admin/bulk/wagtailcore/page/delete/"):
        assert trainer.get(address, {"id": ids}).status_code == 404
        assert trainer.post(f"{address}?" + "&".join(f"id={pk}" for pk in ids)).status_code == 404
    assert Page.objects.filter(pk__in=[mine, theirs]).count() == 2


def test_several_own_pages_are_chosen_and_acted_on(trainer, world):
    assert trainer.get("/admin/choose-page/chosen-multiple/", {"id": [world.second.pk]}).status_code == 200
    assert trainer.get("/admin/bulk/wagtailcore/page/delete/", {"id": [world.second.pk]}).status_code == 200


def test_pages_are_not_moved_in_bulk_to_a_neighbour(officer, world, neighbours):
    address = f"/admin/bulk/wagtailcore/page/move/?id={world.second.pk}"
    assert officer.post(address, {"chooser": neighbours.course.pk}).status_code == 404
    assert Page.objects.get(pk=world.second.pk).is_child_of(world.course)


@pytest.mark.parametrize("model", ["people/user", "people/person", "no/such"])
def test_nothing_but_pages_and_files_is_acted_on_in_bulk(officer, world, model):
    assert officer.get(f"/admin/bulk/{model}/delete/", {"id": [world.officer.pk]}).status_code == 404


def test_a_link_that_was_typed_does_not_tell_what_lies_behind(trainer, neighbours):
    typed = {
        "external-link-chooser-url": f"http://localhost/{neighbours.course.get_parent().slug}/",
        "external-link-chooser-link_text": "",
    }
    assert "乙县" not in body_of(trainer.post("/admin/choose-external-link/", typed))


@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-page/external/?parent_page_id=x",
        "/admin/choose-external-link/?parent_page_id=x",
        "/admin/choose-page/?target_pages[]=x",
        "/admin/pages/99999999999999999999999/edit/",
        "/admin/images/chooser/chosen/x/",
        "/admin/images/chooser/chosen-multiple/?id=all",
        "/admin/documents/chooser/chosen-multiple/?id=x",
    ],
)
def test_what_is_no_number_is_not_there(trainer, address):
    assert trainer.get(address).status_code == 404


@pytest.mark.parametrize("name", ["edit", "preview_on_edit", "copy"])
def test_a_form_without_its_fields_is_no_error_of_ours(trainer, world, name):
    assert trainer.post(page_address(name, world.second)).status_code in {200, 400}


LIBRARY = {
    "picture": (
        "wagtailimages:edit",
        "wagtailimages:delete",
        "wagtailimages:image_usage",
        "wagtailimages_chooser:chosen",
        "wagtailimages_chooser:select_format",
    ),
    "document": (
        "wagtaildocs:edit",
        "wagtaildocs:delete",
        "wagtaildocs:document_usage",
        "wagtaildocs_chooser:chosen",
    ),
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in LIBRARY.items() for name in names])
def test_a_library_is_the_countys_own(officer, world, neighbours, kind, name):
    make = picture_in if kind == "picture" else document_in
    mine, theirs = make(world.places.county), make(neighbours.places.county)
    assert officer.get(reverse(name, args=[mine.pk])).status_code == 200
    assert officer.get(reverse(name, args=[theirs.pk])).status_code == 404
    assert officer.post(reverse(name, args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("name", ["wagtailimages:index", "wagtaildocs:index", "wagtailimages_chooser:choose"])
def test_lists_of_files_show_the_countys_own(officer, world, neighbours, name):
    for each, title in ((world, "甲的"), (neighbours, "乙的")):
        picture_in(each.places.county, title=title)
        document_in(each.places.county, title=title)
    answer = body_of(officer.get(reverse(name)))
    text = json.loads(answer)["html"] if answer.startswith("{") else answer
    assert "甲的" in text
    assert "乙的" not in text


def test_files_have_no_tags_to_share(trainer, officer, world):
    image = picture_in(world.places.county)
    assert 'name="tags"' not in body_of(officer.get(reverse("wagtailimages:edit", args=[image.pk])))
    chooser = json.loads(trainer.get(reverse("wagtailimages_chooser:choose")).content)["html"]
    assert "image-chooser-upload-title" in chooser
    assert "image-chooser-upload-tags" not in chooser
    tag = f"/admin/bulk/courses/schoolimage/add_tags/?id={image.pk}"
    assert officer.get(tag).status_code == 404


def test_every_item_of_the_menu_leads_somewhere(world):
    from wagtail.admin.menu import admin_menu

    for user in (world.trainer, world.officer, officer_factory(world.places.town)):
        client = Client()
        client.force_login(user)
        request = client.get("/admin/").wsgi_request
        addresses = list(_addresses(admin_menu.render_component(request)))
        assert addresses
        for address in addresses:
            assert client.get(address, follow=True).status_code == 200, (user, address)
        names = {item.name for item in admin_menu.menu_items_for_request(request)}
        assert not names & {"reports", "settings", "help"}


def _addresses(items):
    for item in items:
        if hasattr(item, "menu_items"):
            yield from _addresses(item.menu_items)
        else:
            yield item.url


def test_officers_of_a_town_have_no_pages(world):
    client = Client()
    client.force_login(officer_factory(world.places.town))
    for address in ("/admin/pages/", "/admin/choose-page/", page_address("edit", world.second)):
        assert client.get(address, follow=True).status_code in {200, 404}
        assert "岗前培训" not in body_of(client.get(address, follow=True))


def test_the_administrator_goes_everywhere(world, neighbours):
    client = Client()
    client.force_login(admin_factory())
    assert client.get(page_address("edit", neighbours.second)).status_code == 200
    assert client.get("/admin/reports/aging-pages/").status_code == 200
    assert Unit.objects.filter(kind="county").count() == 2
