"""Celery: ids in, a call, nothing else."""

from celery import shared_task
from django.utils import timezone

from people.services import check_audit as checking
from people.services import forget_expired as forgetting
from people.services import seal_audit as sealing
from people.services import sweep_files as sweeping


@shared_task
def seal_audit() -> None:
    sealing.seal_audit()


@shared_task
def check_audit() -> None:
    checking.note_check(checking.check_audit())


@shared_task
def sweep_files() -> None:
    sweeping.sweep_files(now=timezone.now())


@shared_task
def forget_expired() -> None:
    forgetting.forget_expired(now=timezone.now())
