"""The Celery application. Tasks carry ids only: the truth about a job is its row in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gridschool.settings.dev")
app = Celery("gridschool")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
