"""Celery: a call, nothing else."""

from celery import shared_task
from django.utils import timezone

from certificates.services.expire_certificates import expire_certificates as expire


@shared_task
def expire_certificates() -> None:
    expire(today=timezone.localdate())
