"""Queries that are put together once and asked often."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.api import PreparedQuery, Slot
from foundation.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(owner):
    return lambda title="": Job.objects.create(kind="probe", title=title, owner=owner)


def by_uid() -> "models.QuerySet":
    return Job.objects.filter(uid=Slot("uid", models.UUIDField())).values_list("uid", "created_at", "pk")


def test_each_asking_is_one_query_with_its_own_values_and_the_types_of_the_models(job):
    first, second = job(), job()
    asked = PreparedQuery(by_uid)
    with CaptureQueriesContext(connection) as queries:
        found = [asked.rows(uid=one.uid) for one in (first, second)]
    assert found == [[(one.uid, one.created_at, one.pk)] for one in (first, second)]
    assert (len(queries), asked.rows(uid=uuid.uuid4())) == (2, [])


def test_it_is_put_together_once():
    built = []
    asked = PreparedQuery(lambda: built.append(1) or by_uid())
    for _ in range(3):
        asked.rows(uid=uuid.uuid4())
    assert built == [1]


def test_slots_may_stand_in_any_condition(job):
    old, new = job(), job()
    Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    since = Slot("since", models.DateTimeField())
    asked = PreparedQuery(lambda: Job.objects.filter(created_at__gte=since).order_by("pk").values_list("pk"))
    assert asked.rows(since=timezone.now() - timedelta(days=1)) == [(new.pk,)]
    assert asked.rows(since=timezone.now() - timedelta(days=3)) == [(old.pk,), (new.pk,)]


def test_a_text_is_compared_as_it_stands(job):
    job("a%b"), job("axb")
    asked = PreparedQuery(
        lambda: Job.objects.filter(title__startswith=Slot("words", models.CharField())).values_list("title")
    )
    assert asked.rows(words="a%") == [("a%b",)]
    assert asked.rows(words="'; --") == []


def test_a_value_that_was_not_named_is_an_error():
    with pytest.raises(KeyError):
        PreparedQuery(by_uid).rows()
