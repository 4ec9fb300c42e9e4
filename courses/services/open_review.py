from django.db import transaction
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from courses.models import ScopedReviewTask

# A name in the database has one language. It stands beside every county's pages, so it names none.
REVIEW = "审核"


@transaction.atomic
def open_review() -> Workflow:
    """The one workflow through which every county's pages go to their reviewers. Twice is once.

    It stands at the root, so it holds for every page that has no other.
    """
    task = ScopedReviewTask.objects.first() or ScopedReviewTask.objects.create(name=REVIEW)
    workflow = Workflow.objects.filter(active=True, workflow_tasks__task=task).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=REVIEW)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": workflow})
    return workflow
