"""A full disk: real refusals of the operating system and of SQLite, told in words."""

from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from foundation.api import Job, enqueue_job, job_kind
from foundation.disk import is_disk_full
from gridschool import urls as house
from people.models import User


def write_to_a_full_disk() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"one byte too many")


def upload(request: HttpRequest) -> HttpResponse:
    write_to_a_full_disk()
    return HttpResponse()


@job_kind("tests.fill_disk")
def fill_disk(job: Job, report: object) -> dict:
    write_to_a_full_disk()
    return {}


urlpatterns = [path("upload/", upload), *house.urlpatterns]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_the_page_says_that_the_disk_is_full_and_what_to_do(client: Client) -> None:
    answer = client.post("/upload/")
    assert answer.status_code == 507
    assert "硬盘满了" in answer.content.decode()
    assert "再做一次" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_meets_a_full_disk_fails_at_once_with_these_words() -> None:
    owner = User.objects.create_user("owner")
    job = enqueue_job(kind="tests.fill_disk", owner=owner, title="x", params={})
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "硬盘满了" in job.error


@pytest.mark.django_db
def test_a_database_without_room_is_a_full_disk(tmp_path: Path) -> None:
    small = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "small"}})
    with small["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE book (page BLOB)")
        cursor.execute("PRAGMA max_page_count = 4")
        with pytest.raises(OperationalError) as refused:
            cursor.execute("INSERT INTO book VALUES (zeroblob(1000000))")
    small["default"].close()
    assert is_disk_full(refused.value)


def test_other_failures_are_not_taken_for_a_full_disk() -> None:
    assert not is_disk_full(OSError(13, "Permission denied"))
    assert not is_disk_full(ValueError("disk is full"))
