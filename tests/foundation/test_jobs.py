"""Jobs: one worker at a time, no trace of a loser, another try after a crash, words for people at the end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.api import GridschoolError, Job, enqueue_job, job_kind
from foundation.jobs import (
    LEASE_SECONDS,
    MAX_ATTEMPTS,
    UNTAKEN_SECONDS,
    _claim,
    run_job,
    sweep_jobs,
    visible_job,
)
from people.models import User

pytestmark = pytest.mark.django_db


def job_of(owner, handler, **fields) -> Job:
    job_kind("test.do")(handler)
    return Job.objects.create(kind="test.do", title="试一试", owner=owner, **fields)


def run(job: Job) -> Job:
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_job_runs_and_keeps_its_result(owner, handlers):
    def count(job, report):
        report(1, 2)
        report(2, 2)
        return {"next": "/done/"}

    job = run(job_of(owner, count))
    assert (job.state, job.result, job.done, job.total) == ("done", {"next": "/done/"}, 2, 2)
    assert job.finished_at
    assert job.lease_until is None
    assert job.percent == 100


def test_job_is_sent_when_the_transaction_commits(owner, handlers, django_capture_on_commit_callbacks):
    job_kind("test.do")(lambda job, report: {})
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue_job(kind="test.do", owner=owner, title="试", params={"n": 1})
        assert job.state == Job.State.QUEUED
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_unknown_kind_is_a_programming_error(owner):
    with pytest.raises(KeyError):
        enqueue_job(kind="test.unknown", owner=owner, title="x", params={})


def test_of_two_workers_one_gets_the_job(owner, handlers):
    job = job_of(owner, lambda job, report: {})
    now = timezone.now()
    assert [_claim(job.pk, now), _claim(job.pk, now)] == [1, None]
    assert _claim(job.pk, now + timedelta(seconds=LEASE_SECONDS + 1)) == 2


def test_finished_job_is_not_run_again(owner, handlers):
    runs = []
    job = job_of(owner, lambda job, report: runs.append(1) or {})
    run(job)
    run(job)
    assert runs == [1]


def test_worker_that_lost_its_lease_stops_without_a_trace(owner, handlers):
    def slow(job, report):
        if Job.objects.get(pk=job.pk).attempts == 1:
            later = timezone.now() + timedelta(seconds=LEASE_SECONDS + 1)
            assert _claim(job.pk, later) == 2
            report(1, 2)
        raise AssertionError("not reached")

    job = run(job_of(owner, slow))
    assert (job.state, job.attempts, job.done, job.error) == ("running", 2, 0, "")


def test_loser_that_does_not_report_cannot_write_the_end(owner, handlers):
    def silent(job, report):
        _claim(job.pk, timezone.now() + timedelta(seconds=LEASE_SECONDS + 1))
        return {"next": "/loser/"}

    job = run(job_of(owner, silent))
    assert (job.state, job.result) == ("running", {})


def test_report_renews_the_lease(owner, handlers):
    leases = []

    def work(job, report):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
        report(1, 2)
        leases.append(Job.objects.get(pk=job.pk).lease_until)
        return {}

    run(job_of(owner, work))
    assert leases[0] > timezone.now() + timedelta(seconds=LEASE_SECONDS - 10)


def test_domain_error_fails_the_job_at_once_in_its_words(owner, handlers):
    def refuse(job, report):
        raise GridschoolError("名册不见了", code="gone")

    job = run(job_of(owner, refuse))
    assert (job.state, job.error, job.attempts) == ("failed", "名册不见了", 1)


def test_other_errors_are_tried_again_and_then_given_up(owner, handlers, caplog):
    def crash(job, report):
        raise ZeroDivisionError("secret detail")

    job = job_of(owner, crash)
    states = [run(job).state for _ in range(MAX_ATTEMPTS)]
    assert states == ["queued"] * (MAX_ATTEMPTS - 1) + ["failed"]
    assert "secret" not in job.error
    assert "系统" in job.error


def test_sweep_sends_what_lost_its_worker_or_never_had_one(owner, handlers):
    now = timezone.now()
    past, future = now - timedelta(seconds=1), now + timedelta(seconds=30)
    lost = job_of(owner, lambda job, report: {}, state="running", lease_until=past, attempts=1)
    alive = job_of(owner, lambda job, report: {}, state="running", lease_until=future, attempts=1)
    fresh = job_of(owner, lambda job, report: {})
    forgotten = job_of(owner, lambda job, report: {})
    Job.objects.filter(pk=forgotten.pk).update(created_at=now - timedelta(seconds=UNTAKEN_SECONDS + 1))
    assert sweep_jobs(now) == 2
    states = {job.pk: job.state for job in Job.objects.all()}
    assert states == {lost.pk: "done", alive.pk: "running", fresh.pk: "queued", forgotten.pk: "done"}


def test_sweep_gives_up_what_killed_its_worker_too_often(owner, handlers):
    now = timezone.now()
    job = job_of(
        owner,
        lambda job, report: {},
        state="running",
        lease_until=now - timedelta(seconds=1),
        attempts=MAX_ATTEMPTS,
    )
    assert sweep_jobs(now) == 0
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_job_is_visible_to_its_owner_and_the_administrator_only(owner, handlers):
    job = job_of(owner, lambda job, report: {})
    stranger = User.objects.create_user("stranger")
    administrator = User.objects.create_superuser("administrator")
    assert [visible_job(user=user, uid=job.uid) for user in (owner, stranger, administrator)] == [
        job,
        None,
        job,
    ]


@pytest.mark.parametrize(
    ("fields", "percent"),
    [({}, 0), ({"done": 1, "total": 3}, 33), ({"done": 3, "total": 3}, 99), ({"state": "done"}, 100)],
)
def test_percent_is_100_only_at_the_end(fields, percent):
    assert Job(**fields).percent == percent


@pytest.mark.parametrize(
    ("fields", "words", "asks_again"),
    [
        ({"state": "queued"}, "正在排队", True),
        ({"state": "running", "done": 1200, "total": 13083}, "1,200 / 13,083", True),
        ({"state": "done", "result": {"next": "/there/"}}, 'href="/there/"', False),
        ({"state": "failed", "error": "名册不见了", "params": {"back": "/back/"}}, 'href="/back/"', False),
    ],
)
def test_job_page_in_each_state(client, owner, fields, words, asks_again):
    job = Job.objects.create(kind="test.do", title="导入名册", owner=owner, **fields)
    client.force_login(owner)
    body = client.get(reverse("foundation_job", args=[job.uid])).content.decode()
    assert words in body
    assert ("hx-get" in body) == asks_again
    assert "导入名册" in body
