from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.api import CoursePage
from exams.errors import PaperRefused
from exams.models import ExamPage, Paper


@transaction.atomic
def put_exam_page(
    *, uid: UUID, course: CoursePage, title: str, paper: Paper, attempts_allowed: int, topic: str, summary: str
) -> ExamPage:
    """Make the exam step with this uid below the course, or bring it up to date and publish it.

    Writes nothing when nothing differs. Raises PaperRefused when the step stands in another course, or without a
    single attempt.
    """
    if attempts_allowed < 1:
        raise PaperRefused(_("An exam allows at least one attempt."), code="no_attempts")
    fields: dict[str, Any] = {
        "title": title,
        "paper_id": paper.pk,
        "attempts_allowed": attempts_allowed,
        "topic": topic,
        "summary": summary,
    }
    page = ExamPage.objects.filter(uid=uid).first()
    if page is None:
        page = ExamPage(uid=uid, slug=f"exam-{uid.hex[:12]}", **fields)
        course.add_child(instance=page)
    elif not page.is_child_of(course):
        raise PaperRefused(_("This exam stands in another course."), code="exam_of_another_course")
    elif all(getattr(page, name) == value for name, value in fields.items()):
        return page
    for name, value in fields.items():
        setattr(page, name, value)
    page.draft_title = title
    page.save_revision().publish()
    return page
