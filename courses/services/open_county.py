from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from courses.models import SchoolPage
from foundation.api import GridschoolError
from people.api import RoleAssignment, Unit, county_group_name, record_audit

_TRAINER_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
_TRAINER_FILE_PERMISSIONS = (
    "add_schoolimage",
    "choose_schoolimage",
    "add_schooldocument",
    "choose_schooldocument",
)


class CountyRefused(GridschoolError):
    """This unit cannot have a school of its own."""


@transaction.atomic
def open_county(*, actor: Any, unit: Unit, help_phone: str = "") -> SchoolPage:
    """Make what a county needs: its root page, its collection of files, its groups and their permissions.

    Twice is once. Side effects: page, collection, two groups, one audit event.
    Raises CountyRefused for a unit that is not a county.
    """
    if unit.kind != Unit.Kind.COUNTY:
        raise CountyRefused(_("Only a county opens a school."), code="not_a_county")
    existing = SchoolPage.objects.filter(unit=unit).first()
    if existing is not None:
        return existing
    page = _root_page().add_child(
        instance=SchoolPage(title=unit.name, slug=f"school-{unit.code}", unit=unit, help_phone=help_phone)
    )
    page.save_revision().publish()
    collection = _collection(unit)
    _permit(county_group(RoleAssignment.Role.TRAINER, unit), page, collection, _TRAINER_PAGE_PERMISSIONS)
    _permit(county_group(RoleAssignment.Role.OFFICER, unit), page, collection, ())
    record_audit(actor=actor, action="courses.open_county", target=page, unit=unit)
    return page


def _root_page() -> Page:
    """Wagtail's root. Its one site points there, since no page of ours is public."""
    root = Page.get_first_root_node()
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": root})
    return root


def _collection(unit: Unit) -> Collection:
    found = Collection.objects.filter(name=unit.code, depth=2).first()
    return found or Collection.get_first_root_node().add_child(name=unit.code)


def county_group(role: str, unit: Unit) -> Group:
    """The group of a role in a county, allowed to enter the admin."""
    group, _created = Group.objects.get_or_create(name=county_group_name(role, unit))
    access = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    group.permissions.add(access)
    return group


def _permit(group: Group, page: Page, collection: Collection, page_permissions: tuple[str, ...]) -> None:
    for codename in page_permissions:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    if page_permissions:
        for codename in _TRAINER_FILE_PERMISSIONS:
            permission = Permission.objects.get(codename=codename, content_type__app_label="courses")
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
