"""Who may open a picture, a document, and what has no address at all."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from courses.models import Enrolment
from tests.factories.files import document_in, picture_in
from tests.factories.people import admin_factory, worker_factory
from tests.support.answers import body_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),  # Wagtail's, of a picture's sizes
]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def status(user, address: str) -> int:
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(address)
    body_of(answer)
    return answer.status_code


def addresses(each) -> list[str]:
    picture = picture_in(each.places.county)
    return [
        document_in(each.places.county).url,
        f"/media/{picture.file.name}",
        picture.get_rendition("width-100").url,
    ]


def test_a_county_opens_its_own_files(world, neighbours):
    for address in addresses(world):
        assert [status(user, address) for user in (world.worker, world.trainer, world.officer)] == [200] * 3
        assert status(admin_factory_once(), address) == 200
        theirs = (neighbours.worker, neighbours.trainer, neighbours.officer, None)
        assert [status(user, address) for user in theirs] == [404] * 4


def admin_factory_once():
    from people.models import User

    return User.objects.filter(is_superuser=True).first() or admin_factory()


def test_who_was_withdrawn_or_never_came_opens_nothing(world):
    for address in addresses(world):
        assert status(worker_factory(world.places.village), address) == 404
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    for address in addresses(world):
        assert status(world.worker, address) == 404


def test_a_strangers_file_and_a_missing_one_look_alike(world, neighbours):
    document = document_in(neighbours.places.county)
    assert status(world.trainer, document.url) == status(world.trainer, "/documents/999/x.txt") == 404
    assert status(world.trainer, "/media/images/no-such.png") == 404


@pytest.mark.parametrize(
    "name", ["rosters/2026.xlsx", "certificates/a.pdf", "documents/form.txt", "../settings.py"]
)
def test_nothing_else_that_is_stored_has_an_address(world, name):
    if ".." not in name:
        name = default_storage.save(name, ContentFile(b"private"))
    for user in (world.worker, world.trainer, world.officer, None):
        assert status(user, f"/media/{name}") == 404


def test_a_picture_is_kept_by_the_browser_alone(world):
    client = Client()
    client.force_login(world.worker)
    answer = client.get(f"/media/{picture_in(world.places.county).file.name}")
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"].startswith("private")
    body_of(answer)
