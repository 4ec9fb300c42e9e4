"""What a county gets when its school is opened, and what its roles may do: exactly this."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Workflow, WorkflowPage

from courses.models import SchoolPage
from courses.services.open_county import POWERS, CountyRefused, county_collection, open_county
from people.models import AuditEvent, User
from tests.factories.people import officer_factory, trainer_factory

pytestmark = pytest.mark.django_db

PAGES = {
    "trainer": {"add_page", "change_page"},
    "officer": {"change_page", "publish_page", "lock_page", "unlock_page"},
}
FILES = {
    "trainer": {"add_image", "choose_image", "add_document", "choose_document"},
    "officer": {
        *(f"{action}_image" for action in ("add", "change", "delete", "choose")),
        *(f"{action}_document" for action in ("add", "change", "delete", "choose")),
    },
}


def powers_of(user: User) -> tuple[set[str], set[tuple[str, str]], set[tuple[str, str]]]:
    """Model permissions, and those on pages and on collections, each with the place where it holds."""
    pages = GroupPagePermission.objects.filter(group__user=user)
    files = GroupCollectionPermission.objects.filter(group__user=user)
    return (
        user.get_all_permissions(),
        set(pages.values_list("page__title", "permission__codename")),
        set(files.values_list("collection__name", "permission__codename")),
    )


@pytest.mark.parametrize("role", ["trainer", "officer"])
def test_a_role_has_exactly_its_powers(world, neighbours, role):
    everywhere, pages, files = powers_of(User.objects.get(pk=getattr(world, role).pk))
    assert everywhere == {"wagtailadmin.access_admin"}
    assert pages == {("甲县", codename) for codename in PAGES[role]}
    assert files == {("990201", codename) for codename in FILES[role]}


def test_no_role_manages_users_groups_sites_workflows_or_collections():
    for powers in POWERS.values():
        apps = {label.partition(".")[0] for label in powers.pages | powers.files}
        assert apps == {"wagtailcore", "wagtailimages", "wagtaildocs"}
        assert {label for label in powers.pages if not label.endswith("_page")} == set()


def test_a_role_in_a_town_writes_but_does_not_publish_for_the_county(world):
    town = world.places.town
    writer, reader = trainer_factory(town), officer_factory(town)
    assert powers_of(writer)[1] == {("甲县", codename) for codename in PAGES["trainer"]}
    assert powers_of(reader) == ({"wagtailadmin.access_admin"}, set(), set())


def test_twice_is_once(world):
    def count():
        models = (
            AuditEvent,
            SchoolPage,
            Collection,
            Group,
            GroupPagePermission,
            GroupCollectionPermission,
            Workflow,
        )
        return [model.objects.count() for model in models]

    before = count()
    again = open_county(actor=None, unit=world.places.county)
    assert again == SchoolPage.objects.get(unit=world.places.county)
    assert count() == before


def test_a_second_time_puts_powers_right(world):
    group = Group.objects.get(name="trainer 990201")
    page = SchoolPage.objects.get(unit=world.places.county)
    group.permissions.add(Permission.objects.get(codename="change_user"))
    GroupPagePermission.objects.create(
        group=group, page=page, permission=Permission.objects.get(codename="publish_page")
    )
    GroupPagePermission.objects.filter(group=group, permission__codename="add_page").delete()
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.create(
        group=group, collection=root, permission=Permission.objects.get(codename="choose_image")
    )
    call_command("open_county")
    everywhere, pages, files = powers_of(User.objects.get(pk=world.trainer.pk))
    assert everywhere == {"wagtailadmin.access_admin"}
    assert pages == {("甲县", codename) for codename in PAGES["trainer"]}
    assert files == {("990201", codename) for codename in FILES["trainer"]}


def test_counties_share_one_review_and_no_collection(world, neighbours):
    assert WorkflowPage.objects.get().page.is_root()
    assert county_collection(world.places.county) != county_collection(neighbours.places.county)


def test_only_a_county_opens_a_school(world):
    with pytest.raises(CountyRefused):
        open_county(actor=None, unit=world.places.town)
    with pytest.raises(CommandError, match="not_a_county"):
        call_command("open_county", world.places.town.code)
    with pytest.raises(CommandError, match="999999"):
        call_command("open_county", "999999")
