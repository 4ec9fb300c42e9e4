from celery import shared_task


@shared_task
def close_overdue_attempts() -> None:
    pass
