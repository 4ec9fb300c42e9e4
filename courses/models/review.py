"""Review before publishing: one task for all counties, which asks each time who may publish that very page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, Task, TaskState
from wagtail.permissions import policy_registry


class ScopedReviewTask(Task):
    """May be approved by whoever may publish the page. Wagtail's own task belongs to a group, so to one county."""

    class Meta:
        verbose_name = _("review")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Whoever may publish a page may approve it or ask for changes."))

    def user_can_access_editor(self, obj: Model, user: Any) -> bool:
        return _may_publish(obj, user)

    def locked_for_user(self, obj: Model, user: Any) -> bool:
        return not _may_publish(obj, user)

    def get_actions(self, obj: Model, user: Any) -> list[tuple[str, Any, bool]]:
        if not _may_publish(obj, user):
            return []
        return [("reject", _("Request changes"), True), ("approve", pgettext_lazy("courses", "Approve"), False)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or reject. Wagtail's view takes the state by its number, whatever page the address names."""
        if not _may_publish(task_state.revision.content_object, user):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> "QuerySet[TaskState]":
        """What waits for this user: states of pages that they may publish."""
        waiting = TaskState.objects.filter(task=self.task_ptr, status=TaskState.STATUS_IN_PROGRESS)
        keys = set(waiting.values_list("workflow_state__object_id", flat=True))
        policy = policy_registry.get_by_type(Page)
        pages = policy.instances_user_has_permission_for(user, "publish").filter(pk__in=keys)
        return waiting.filter(workflow_state__object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)])


def _may_publish(obj: Model, user: Any) -> bool:
    return policy_registry.get(obj).user_has_permission_for_instance(user, "publish", obj)
