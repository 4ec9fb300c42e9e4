"""Celery: ids in, a call, nothing else."""

from celery import shared_task

from people.services import check_audit as checking
from people.services import seal_audit as sealing


@shared_task
def seal_audit() -> None:
    sealing.seal_audit()


@shared_task
def check_audit() -> None:
    checking.note_check(checking.check_audit())
