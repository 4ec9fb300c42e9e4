"""Who may open a picture or a document of a county's library."""

from typing import Any

from wagtail.models import Collection, CollectionMember

from courses.models import Enrolment, SchoolImage, SchoolPage, SchoolRendition
from people.api import visible


def may_open_file(user: Any, item: CollectionMember) -> bool:
    """Staff who see it in the library, and whoever studies in a run of the county whose it is."""
    return visible(type(item), user).filter(pk=item.pk).exists() or _studies_in_county_of(user, item.collection)


def picture_named(name: str) -> SchoolImage | None:
    """The picture whose file, or one of whose sizes, lies under this name."""
    rendition = SchoolRendition.objects.filter(file=name).select_related("image__collection").first()
    if rendition is not None:
        return rendition.image
    return SchoolImage.objects.filter(file=name).select_related("collection").first()


def _studies_in_county_of(user: Any, collection: Collection) -> bool:
    person_id = getattr(user, "person_id", None)
    if person_id is None:
        return False
    top = Collection.objects.filter(path=collection.path[: 2 * Collection.steplen], depth=2).values("name")
    school = SchoolPage.objects.filter(unit__code__in=top).first()
    if school is None:
        return False
    enrolments = Enrolment.objects.filter(person=person_id, run__course__path__startswith=school.path)
    return enrolments.exclude(state=Enrolment.State.WITHDRAWN).exists()
