"""Who may open a picture or a document of a county's library, or the portrait of a colleague."""

from typing import Any, TypeAlias

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import CollectionMember, Page, ReferenceIndex
from wagtail.users.models import UserProfile

from courses.models import CoursePage, Enrolment, SchoolImage, SchoolRendition, Step
from people.api import RoleAssignment, visible

Picture: TypeAlias = SchoolRendition | SchoolImage | UserProfile


def may_open_file(user: Any, item: CollectionMember) -> bool:
    """Staff who see it in the library, and whoever may read a page on which it stands."""
    return _sees_in_library(user, item) or _reads_a_page_with(user, item)


def may_open_picture(user: Any, stored: Picture) -> bool:
    """A size goes with the lesson in which it stands; the uploaded file itself is for staff."""
    if isinstance(stored, SchoolRendition):
        return may_open_file(user, stored.image)
    if isinstance(stored, SchoolImage):
        return _sees_in_library(user, stored)
    return colleagues_of(user).filter(pk=stored.user_id).exists()


def picture_named(name: str) -> tuple[Picture, Any] | None:
    """What has a picture's file under this name, a size, a picture or a portrait; and the file."""
    size = SchoolRendition.objects.filter(file=name).select_related("image__collection").first()
    picture = size or SchoolImage.objects.filter(file=name).select_related("collection").first()
    if picture is not None:
        return picture, picture.file
    portrait = UserProfile.objects.filter(avatar=name).first()
    return (portrait, portrait.avatar) if portrait is not None else None


def colleagues_of(user: Any) -> QuerySet[Any]:
    """The user, and the logins that hold a role in the user's units."""
    logins = get_user_model().objects
    mates = logins.filter(roles__in=visible(RoleAssignment, user)).values("pk")
    return logins.filter(pk__in=mates) | logins.filter(pk=user.pk)


def _sees_in_library(user: Any, item: CollectionMember) -> bool:
    return visible(type(item), user).filter(pk=item.pk).exists()


def _reads_a_page_with(user: Any, item: CollectionMember) -> bool:
    """Whether it stands on a step, as published, of a course in which the user is enrolled."""
    person_id = getattr(user, "person_id", None)
    if person_id is None:
        return False
    pages = ContentType.objects.get_for_model(Page)  # another table's row may have the same key
    found = ReferenceIndex.get_references_to(item).filter(base_content_type=pages)
    keys = [int(pk) for pk in found.values_list("object_id", flat=True)]
    steps = Step.objects.live().filter(pk__in=keys, retired_at=None)
    courses = {path[: -CoursePage.steplen] for path in steps.values_list("path", flat=True)}
    mine = Enrolment.objects.filter(person=person_id, run__course__path__in=courses)
    return mine.exclude(state=Enrolment.State.WITHDRAWN).exists()
