"""Celery: a call, nothing else."""

from celery import shared_task
from django.utils import timezone

from exams.services.submit_attempt import close_overdue


@shared_task
def close_overdue_attempts() -> None:
    close_overdue(timezone.now())
