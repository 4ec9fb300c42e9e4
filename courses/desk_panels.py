"""Wagtail's panels of one's own work on the desk, which remember it also in a county that one has left."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page

from people.api import visible


def _seen(user: Any, pages: Iterable[Model]) -> set[Any]:
    return set(visible(Page, user).filter(pk__in=[page.pk for page in pages]).values_list("pk", flat=True))


class RecentEdits(RecentEditsPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        seen = _seen(parent_context["request"].user, [page for _when, page in context["last_edits"]])
        return context | {"last_edits": [(when, page) for when, page in context["last_edits"] if page.pk in seen]}


class OwnReviews(UserObjectsInWorkflowModerationPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        states = list(context["workflow_states"])
        seen = _seen(parent_context["request"].user, [state.content_object for state in states])
        return context | {"workflow_states": [state for state in states if state.content_object.pk in seen]}


class LockedPages(LockedPagesPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        seen = _seen(parent_context["request"].user, context["locked_pages"])
        return context | {"locked_pages": context["locked_pages"].filter(pk__in=seen)}


_SCOPED: dict[type[Component], type[Component]] = {
    RecentEditsPanel: RecentEdits,
    UserObjectsInWorkflowModerationPanel: OwnReviews,
    LockedPagesPanel: LockedPages,
}


def scope_panels(panels: list[Component]) -> None:
    """Put the scoped panel in the place of each of Wagtail's.

    What waits for review has a line on the desk and a list of its own; Wagtail's panel of it costs queries a page.
    """
    kept = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels[:] = [_SCOPED[type(panel)]() if type(panel) in _SCOPED else panel for panel in kept]
