"""Pages on their way to being published: those that wait for a word, and those sent back to their author."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page, TaskState, WorkflowState

from courses.models import ScopedReviewTask
from people.api import visible

WAITING, BACK = "waiting", "back"


def reviews_waiting(user: Any) -> "QuerySet[TaskState]":
    """Pages handed in that this user may publish, the longest waiting first."""
    task = ScopedReviewTask.objects.first()
    if task is None:
        return TaskState.objects.none()
    return task.get_task_states_user_can_moderate(user).order_by("started_at", "pk")


def reviews_sent_back(user: Any) -> "QuerySet[WorkflowState]":
    """The user's own pages that somebody wants changed, and that the user still sees."""
    mine = WorkflowState.objects.filter(requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES)
    keys = {key for key in mine.values_list("object_id", flat=True) if key.isdecimal()}
    seen = visible(Page, user).filter(pk__in=keys).values_list("pk", flat=True)
    return mine.filter(object_id__in=[str(pk) for pk in seen]).order_by("-created_at", "-pk")
