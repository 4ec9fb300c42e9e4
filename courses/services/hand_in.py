from typing import Any

from django.db import transaction

from courses.models import Step


@transaction.atomic
def hand_in_for_review(*, page: Step, actor: Any, summary: str) -> None:
    """Keep a draft with another summary and send it to whoever may publish the page. What is public stays."""
    draft = page.specific.get_latest_revision_as_object()
    draft.summary = summary
    draft.save_revision(user=actor, log_action=True)
    workflow = draft.get_workflow()
    if workflow is not None:
        workflow.start(draft, actor)
