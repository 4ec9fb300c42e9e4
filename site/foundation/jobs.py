"""Jobs: the one way in which anything long runs.

A handler is registered by kind. It is given the job and a function to report progress with, and it must be
idempotent: after a killed worker it starts again from the rows that it finds.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.disk import StorageFull, is_disk_full
from foundation.errors import GridschoolError
from foundation.logs import job_context
from foundation.models import Job

logger = logging.getLogger(__name__)

Report = Callable[[int, int], None]
Handler = Callable[[Job, Report], dict[str, Any]]

LEASE_SECONDS = 60
MAX_ATTEMPTS = 3
UNTAKEN_SECONDS = 45
FAILED_DAYS = 14

_handlers: dict[str, Handler] = {}


class LeaseLost(Exception):
    """Another worker has taken this job over; the one that raises must stop without a trace."""


def job_kind(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of a kind of job ("room.verb_noun")."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def enqueue_job(*, kind: str, owner: Any, title: str, params: dict[str, Any]) -> Job:
    """Write a job row and send it to the queue when the transaction commits.

    Raises KeyError for a kind that nobody registered: a programming error.
    """
    if kind not in _handlers:
        raise KeyError(kind)
    job = Job.objects.create(kind=kind, owner=owner, title=str(title), params=params)
    transaction.on_commit(lambda: _send(job.pk))
    return job


def _send(job_id: int) -> None:
    from foundation.tasks import run_job as task  # late: tasks import this module

    try:
        task.delay(job_id)
    except Exception:  # the queue may be down; the row stands and the sweep sends it later
        logger.exception("queue refused job", extra={"job_id": job_id})


def run_job(job_id: int) -> None:
    """Take the job, run its handler, write its end. Does nothing when another worker holds it.

    A GridschoolError or a full disk fails the job at once with its words. Anything else is logged and tried
    again, up to MAX_ATTEMPTS times, by the sweep.
    """
    token = _claim(job_id, timezone.now())
    if token is None:
        return
    job = Job.objects.get(pk=job_id)
    with job_context(str(job.uid)):
        try:
            result = _handlers[job.kind](job, _reporter(job_id, token))
        except LeaseLost:
            logger.warning("job taken over by another worker")
        except GridschoolError as error:
            _finish(job_id, token, Job.State.FAILED, error=str(error))
        except Exception as error:
            logger.exception("job raised")
            if is_disk_full(error):
                _finish(job_id, token, Job.State.FAILED, error=str(StorageFull()))
            else:
                _give_back(job, token)
        else:
            _finish(job_id, token, Job.State.DONE, result=result)


def _claim(job_id: int, now: datetime) -> int | None:
    """Take the job by one UPDATE, so that of two workers one wins. Returns the attempt as a fencing token."""
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        lease_until=now + timedelta(seconds=LEASE_SECONDS),
    )
    return Job.objects.values_list("attempts", flat=True).get(pk=job_id) if taken else None


def _mine(job_id: int, token: int) -> Any:
    return Job.objects.filter(pk=job_id, state=Job.State.RUNNING, attempts=token)


def _reporter(job_id: int, token: int) -> Report:
    def report(done: int, total: int) -> None:
        lease = timezone.now() + timedelta(seconds=LEASE_SECONDS)
        if not _mine(job_id, token).update(done=done, total=total, lease_until=lease):
            raise LeaseLost

    return report


def _finish(job_id: int, token: int, state: str, **fields: Any) -> None:
    _mine(job_id, token).update(state=state, finished_at=timezone.now(), lease_until=None, **fields)


def _give_back(job: Job, token: int) -> None:
    """After an unforeseen error: let the sweep try again, or fail for good."""
    if token >= MAX_ATTEMPTS:
        message = _(
            "This did not work after several tries, for a reason on our side. Nothing was lost: "
            "what was finished stays, and you can start it again."
        )
        _finish(job.pk, token, Job.State.FAILED, error=message)
    else:
        _mine(job.pk, token).update(state=Job.State.QUEUED, lease_until=timezone.now())


def sweep_jobs(now: datetime) -> int:
    """Send again what lost its worker or never reached one. Returns how many were sent.

    Queues lose messages when a worker is killed; the rows do not, so any transport is good enough.
    """
    lost = Q(state=Job.State.RUNNING, lease_until__lt=now)
    untaken = Q(state=Job.State.QUEUED) & (
        Q(lease_until__lt=now) | Q(lease_until=None, created_at__lt=now - timedelta(seconds=UNTAKEN_SECONDS))
    )
    worn_out = Job.objects.filter(lost, attempts__gte=MAX_ATTEMPTS)
    for job in worn_out:
        _give_back(job, job.attempts)
    found = list(Job.objects.filter(lost | untaken).values_list("pk", flat=True))
    for job_id in found:
        _send(job_id)
    return len(found)


def visible_jobs(user: Any) -> "QuerySet[Job]":
    """The jobs that the user started; for the platform's administrator all of them. The latest first."""
    return Job.objects.all() if user.is_superuser else Job.objects.filter(owner=user)


def visible_job(*, user: Any, uid: uuid.UUID) -> Job | None:
    """The job with this uid if the user started it (or is the platform's administrator), else None."""
    return visible_jobs(user).filter(uid=uid).first()


def jobs_to_mend(user: Any, now: datetime) -> "QuerySet[Job]":
    """Jobs that failed within FAILED_DAYS and that nobody has started again since."""
    again = Job.objects.filter(
        owner=OuterRef("owner"), kind=OuterRef("kind"), title=OuterRef("title"), pk__gt=OuterRef("pk")
    )
    since = now - timedelta(days=FAILED_DAYS)
    return visible_jobs(user).filter(~Exists(again), state=Job.State.FAILED, finished_at__gte=since)
