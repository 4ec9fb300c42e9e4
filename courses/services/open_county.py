from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from courses.models import SchoolPage
from courses.services.open_review import open_review
from foundation.api import GridschoolError
from people.api import RoleAssignment, Unit, county_group_name, record_audit

Role = RoleAssignment.Role


@dataclass(frozen=True)
class Powers:
    """What a role's group may do in its county, on its pages and its files: permissions as "app.codename"."""

    pages: frozenset[str]
    files: frozenset[str]


def _on_pages(*actions: str) -> frozenset[str]:
    return frozenset(f"wagtailcore.{action}_page" for action in actions)


def _on_files(*actions: str) -> frozenset[str]:
    """Wagtail asks for the permissions of its own models, also where ours stand in their place."""
    kinds = ("wagtailimages", "image"), ("wagtaildocs", "document")
    return frozenset(f"{app}.{action}_{model}" for action in actions for app, model in kinds)


# Trainers write and hand in for review; officers read, mend, approve and publish. Who does both holds both roles.
POWERS: dict[str, Powers] = {
    Role.TRAINER: Powers(
        pages=_on_pages("add", "change"),
        files=_on_files("add", "choose"),
    ),
    Role.OFFICER: Powers(
        pages=_on_pages("change", "publish", "lock", "unlock"),
        files=_on_files("add", "change", "delete", "choose"),
    ),
}


class CountyRefused(GridschoolError):
    """This unit cannot have a school of its own."""


@transaction.atomic
def open_county(*, actor: Any, unit: Unit, help_phone: str = "") -> SchoolPage:
    """Make what a county needs: its root page, its collection of files, its groups with exactly their powers.

    Twice is once; a second time also puts right the powers that have changed since.
    Side effects: page, collection, two groups, the review of pages, one audit event when the page is new.
    Raises CountyRefused for a unit that is not a county.
    """
    if unit.kind != Unit.Kind.COUNTY:
        raise CountyRefused(_("Only a county opens a school."), code="not_a_county")
    page = SchoolPage.objects.filter(unit=unit).first()
    if page is None:
        page = _add_school(unit, help_phone)
        record_audit(actor=actor, action="courses.open_county", target=page, unit=unit)
    collection = county_collection(unit)
    for role, powers in POWERS.items():
        group, _created = Group.objects.get_or_create(name=county_group_name(role, unit))
        _empower(group, page, collection, powers)
    open_review()
    return page


def _add_school(unit: Unit, help_phone: str) -> SchoolPage:
    page = SchoolPage(title=unit.name, slug=f"school-{unit.code}", unit=unit, help_phone=help_phone)
    page = _root_page().add_child(instance=page)
    page.save_revision().publish()
    return page


def _root_page() -> Page:
    """Wagtail's root. Its one site points there, since no page of ours is public."""
    root = Page.get_first_root_node()
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": root})
    return root


def county_collection(unit: Unit) -> Collection:
    """The collection of a county's files, which bears its code; made when it is missing."""
    found = Collection.objects.filter(name=unit.code, depth=2).first()
    return found or Collection.get_first_root_node().add_child(name=unit.code)


def _empower(group: Group, page: Page, collection: Collection, powers: Powers) -> None:
    """Let the group enter the admin and do just this; whatever else it could do, here or elsewhere, ends."""
    group.permissions.set(_permissions({"wagtailadmin.access_admin"}))
    on_pages = _permissions(powers.pages)
    on_files = _permissions(powers.files)
    GroupPagePermission.objects.filter(group=group).exclude(page=page, permission__in=on_pages).delete()
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=collection, permission__in=on_files
    ).delete()
    for permission in on_pages:
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for permission in on_files:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def _permissions(labels: Iterable[str]) -> list[Permission]:
    names = [label.split(".") for label in sorted(labels)]
    return [Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in names]
