import uuid
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import transaction

from courses.models import SchoolImage
from courses.services.open_county import county_collection
from people.api import Unit


@transaction.atomic
def put_picture(*, uid: uuid.UUID, unit: Unit, title: str, name: str, data: bytes) -> SchoolImage:
    """The picture with this uid in the county's library, with exactly these bytes. Writes only what differs.

    The caller answers for the bytes: drawings (SVG) come in by this door alone, checked by the pack's checker;
    nobody can upload one. Side effects: a file; the old one goes with its sizes when the bytes are others.
    """
    picture = SchoolImage.objects.filter(uid=uid).first()
    if picture is None:
        return SchoolImage.objects.create(
            uid=uid, title=title, collection=county_collection(unit), file=ContentFile(data, name=name)
        )
    if _bytes_of(picture) != data:
        _replace_file(picture, ContentFile(data, name=name))
    if picture.title != title:
        picture.title = title
        picture.save(update_fields=["title"])
    return picture


def picture_keys(uids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Primary keys of the pictures with these uids."""
    return dict(SchoolImage.objects.filter(uid__in=list(uids)).values_list("uid", "pk"))


def picture_content(uid: uuid.UUID) -> dict[str, str] | None:
    """What stands in the library under this uid, for comparing; None when it is gone."""
    return SchoolImage.objects.filter(uid=uid).values("title", "file_hash").first()


def _bytes_of(picture: SchoolImage) -> bytes:
    try:
        with picture.open_file() as opened:
            return opened.read()
    except OSError:  # Wagtail's SourceImageIOError is one: the file is gone from the storage
        return b""


def _replace_file(picture: SchoolImage, file: ContentFile) -> None:
    storage, old = picture.file.storage, picture.file.name
    picture.file = file
    picture.save()
    picture.renditions.all().delete()
    transaction.on_commit(lambda: storage.delete(old))
