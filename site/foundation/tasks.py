"""Celery: ids in, a call, nothing else."""

from celery import shared_task
from django.utils import timezone

from foundation import jobs


@shared_task
def run_job(job_id: int) -> None:
    jobs.run_job(job_id)


@shared_task
def sweep_jobs() -> None:
    jobs.sweep_jobs(timezone.now())
