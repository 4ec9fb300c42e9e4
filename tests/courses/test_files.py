"""Who may open a picture, a document or a portrait on every storage, and what has no address at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from wagtail.models import ReferenceIndex
from wagtail.users.models import UserProfile

from courses.models import Enrolment, SchoolDocument, SchoolImage
from tests.factories.courses import published
from tests.factories.files import document_in, picture_in
from tests.factories.people import admin_factory, trainer_factory, worker_factory
from tests.support.answers import body_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),  # Wagtail's, of a picture's sizes
]


@pytest.fixture(autouse=True)
def _no_sizes() -> None:
    cache.clear()  # in which Wagtail keeps the sizes of the test before


@pytest.fixture
def bucket(settings, s3_env) -> str:
    """A bucket in which everything is stored instead; its name."""
    options = {
        "bucket_name": s3_env["S3_BUCKET"],
        "endpoint_url": s3_env["S3_ENDPOINT_URL"],
        "access_key": s3_env["S3_ACCESS_KEY"],
        "secret_key": s3_env["S3_SECRET_KEY"],
        "region_name": s3_env["S3_REGION"],
        "addressing_style": "path",
        "signature_version": "s3v4",
        "file_overwrite": False,
        "default_acl": None,
    }
    backend = {"BACKEND": "foundation.storage.GatedS3Storage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    return s3_env["S3_BUCKET"]


@pytest.fixture(params=["local", "s3"])
def _storage(request) -> None:
    """The test's files lie on this machine, and in a second run in a bucket."""
    if request.param == "s3":
        request.getfixturevalue("bucket")


def get(user, address: str, **headers: str) -> Any:
    client = Client(headers=headers)
    if user is not None:
        client.force_login(user)
    answer = client.get(address)
    answer.body = body_of(answer)
    return answer


def status(user, address: str) -> int:
    return get(user, address).status_code


@dataclass
class Library:
    """A county's picture and document, which stand in its first lesson, published."""

    picture: SchoolImage
    document: SchoolDocument

    @property
    def size(self) -> str:
        return self.picture.get_rendition("width-100").url

    @property
    def original(self) -> str:
        return f"/media/{self.picture.file.name}"

    def __iter__(self) -> Iterator[str]:
        """What a reader of the lesson opens."""
        return iter([self.document.url, self.size])


def library_of(each) -> Library:
    found = Library(picture_in(each.places.county), document_in(each.places.county))
    each.lesson.body = [
        ("picture", {"picture": found.picture, "words": "现场", "caption": ""}),
        ("file", {"document": found.document, "words": ""}),
    ]
    published(each.lesson)
    return found


@pytest.mark.usefixtures("_storage")
def test_a_county_opens_its_own_files(world, neighbours):
    library = library_of(world)
    for address in library:
        assert [status(user, address) for user in (world.worker, world.trainer, world.officer)] == [200] * 3
        assert status(admin_factory_once(), address) == 200
        theirs = (neighbours.worker, neighbours.trainer, neighbours.officer)
        assert [status(user, address) for user in theirs] == [404] * 3
    assert status(None, library.size) == 404
    assert get(None, library.document.url).url == f"/login/?next={library.document.url}"
    assert get(None, "/documents/999/x.txt").url == "/login/?next=/documents/999/x.txt"


def admin_factory_once():
    from people.models import User

    return User.objects.filter(is_superuser=True).first() or admin_factory()


@pytest.mark.usefixtures("_storage")
def test_an_address_never_leaves_the_school(world):
    library = library_of(world)
    portrait = portrait_of(world.trainer)
    addresses = [*library, library.picture.file.url, library.document.file.url, portrait.avatar.url]
    assert {address.split("/")[1] for address in addresses} == {"media", "documents"}
    assert default_storage.url("rosters/一.xlsx") == "/media/rosters/%E4%B8%80.xlsx"


def test_who_was_withdrawn_or_never_came_opens_nothing(world):
    library = list(library_of(world))
    for address in library:
        assert status(worker_factory(world.places.village), address) == 404
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    for address in library:
        assert status(world.worker, address) == 404


def test_a_learner_opens_what_stands_in_a_published_lesson_only(world):
    spare = picture_in(world.places.county), document_in(world.places.county)
    idle = [spare[0].get_rendition("width-100").url, spare[1].url]
    assert [status(world.worker, address) for address in idle] == [404, 404]
    assert [status(world.trainer, address) for address in idle] == [200, 200]
    library = library_of(world)
    assert status(world.worker, library.size) == 200
    world.lesson.unpublish()
    assert [status(world.worker, address) for address in library] == [404, 404]


def test_what_is_no_page_opens_nothing_by_having_a_pages_key(world):
    """A picture that a row of another table names is not open to the readers of the page with the same key."""
    document = document_in(world.places.county)
    elsewhere = ContentType.objects.get_for_model(UserProfile)
    row = {"content_type": elsewhere, "base_content_type": elsewhere, "object_id": str(world.lesson.pk)}
    target = {"to_content_type": ContentType.objects.get_for_model(document), "to_object_id": str(document.pk)}
    words = {"model_path": "avatar", "content_path": "avatar", "content_path_hash": uuid4()}
    ReferenceIndex.objects.create(**row, **target, **words)
    assert get(world.worker, document.url).status_code == 404


def test_a_picture_as_it_was_uploaded_is_for_staff(world):
    """It may say in its EXIF where it was taken, and by which phone."""
    address = library_of(world).original
    assert [status(user, address) for user in (world.trainer, world.worker, None)] == [200, 404, 404]


def test_a_strangers_file_and_a_missing_one_look_alike(world, neighbours):
    library = library_of(neighbours)
    assert status(world.trainer, library.document.url) == status(world.trainer, "/documents/999/x.txt") == 404
    assert status(world.trainer, f"/documents/{10**30}/x.txt") == 404
    assert status(world.trainer, library.size) == status(world.trainer, "/media/images/no-such.png") == 404
    own = library_of(world).document
    assert status(world.trainer, f"/documents/{own.pk}/other.txt") == 404


@pytest.mark.parametrize(
    "name", ["rosters/2026.xlsx", "certificates/a.pdf", "documents/form.txt", "../settings.py"]
)
def test_nothing_else_that_is_stored_has_an_address(world, name):
    if ".." not in name:
        name = default_storage.save(name, ContentFile(b"private"))
    for user in (world.worker, world.trainer, world.officer, None):
        assert status(user, f"/media/{name}") == 404


def portrait_of(user) -> UserProfile:
    data = BytesIO()
    Image.new("RGB", (8, 8), "green").save(data, "PNG")
    profile = UserProfile.get_for_user(user)
    profile.avatar = ContentFile(data.getvalue(), name="me.png")
    profile.save()
    return profile


def test_a_portrait_is_for_oneself_and_for_colleagues(world, neighbours):
    address = portrait_of(world.trainer).avatar.url
    assert [status(user, address) for user in (world.trainer, world.officer)] == [200, 200]
    outside = (world.worker, neighbours.officer, trainer_factory(neighbours.places.town), None)
    assert [status(user, address) for user in outside] == [404] * 4


@pytest.mark.usefixtures("_storage")
def test_a_size_is_kept_by_the_browser_alone_and_for_good(world):
    library = library_of(world)
    answer = get(world.worker, library.size)
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert int(answer["Content-Length"]) == len(answer.body)
    assert Image.open(BytesIO(answer.body)).width == 100
    again = get(world.worker, library.size, if_none_match=answer["ETag"])
    assert (again.status_code, again.body) == (304, b"")
    bare = library.size.partition("?")[0]
    assert [get(world.worker, a)["Cache-Control"] for a in (bare, f"{bare}?v=x")] == ["private, no-cache"] * 2


@pytest.mark.usefixtures("_storage")
def test_a_lesson_gets_its_picture_in_the_sizes_that_it_names(world, neighbours):
    library = library_of(world)
    for name, kind, width in (("400.webp", "WEBP", 400), ("720.jpg", "JPEG", 640), ("large.jpg", "JPEG", 640)):
        address = f"/media/picture/{library.picture.pk}/{name}?v={library.picture.version}"
        answer = get(world.worker, address)
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
        assert answer["Content-Type"] == f"image/{kind.lower()}"
        with Image.open(BytesIO(answer.body)) as size:
            assert (size.format, size.width) == (kind, width)
        assert [status(user, address) for user in (neighbours.worker, neighbours.officer, None)] == [404] * 3
    assert status(world.worker, f"/media/picture/{library.picture.pk}/9999.webp") == 404
    assert status(world.worker, "/media/picture/999/720.jpg") == 404
    assert status(world.worker, f"/media/picture/{10**30}/720.jpg") == 404


def test_a_size_of_a_picture_whose_file_is_gone_is_no_error(world):
    library = library_of(world)
    default_storage.delete(library.picture.file.name)
    assert status(world.worker, f"/media/picture/{library.picture.pk}/720.jpg") == 404


def test_another_file_of_the_same_picture_has_another_address(world):
    library = library_of(world)
    before = library.size
    data = BytesIO()
    Image.new("RGB", (300, 200), "red").save(data, "PNG")
    library.picture.renditions.all().delete()
    library.picture.file = ContentFile(data.getvalue(), name="other.png")
    library.picture.save()
    assert before.partition("v=")[2] != library.size.partition("v=")[2]


@pytest.mark.usefixtures("_storage")
def test_a_document_comes_whole_or_in_parts_under_its_title(world):
    document = library_of(world).document
    whole = get(world.worker, document.url)
    text = "登记表".encode()
    assert (whole.status_code, whole.body) == (200, text)
    assert whole["Content-Disposition"] == "attachment; filename*=utf-8''%E7%99%BB%E8%AE%B0%E8%A1%A8.txt"
    assert whole["Content-Security-Policy"].startswith("default-src 'none'")
    assert whole["Cache-Control"] == "private, no-cache"
    part = get(world.worker, document.url, range="bytes=3-5")
    assert (part.status_code, part.body, part["Content-Range"]) == (206, text[3:6], f"bytes 3-5/{len(text)}")
    tail = get(world.worker, document.url, range="bytes=-3")
    assert tail.body == text[-3:]
    beyond = get(world.worker, document.url, range="bytes=500-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(text)}")
    stale = get(world.worker, document.url, range="bytes=3-5", if_range='"another"')
    assert (stale.status_code, stale.body) == (200, text)
    assert get(world.worker, document.url, if_none_match=whole["ETag"]).status_code == 304


@pytest.mark.usefixtures("_storage")
def test_a_file_that_is_gone_or_empty_is_no_error(world):
    library = library_of(world)
    library.document.file.storage.delete(library.document.file.name)
    assert status(world.worker, library.document.url) == 404
    library.document.file = ContentFile(b"", name="empty.txt")
    library.document.save()
    assert get(world.worker, library.document.url).body == b""


def test_files_are_read_only(world):
    client = Client()
    client.force_login(world.trainer)
    assert [client.post(address).status_code for address in library_of(world)] == [405, 405]
