from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.api import CoursePage
from exams.errors import PaperRefused
from exams.models import ExamPage, Paper
from people.api import record_audit


@transaction.atomic
def put_exam_page(
    *,
    uid: UUID,
    course: CoursePage,
    title: str,
    paper: Paper,
    attempts_allowed: int,
    topic: str,
    summary: str,
    is_mock: bool = False,
    actor: Any = None,
) -> ExamPage:
    """Make the exam step with this uid below the course, or bring it up to date and publish it.

    Writes nothing when nothing differs. Side effects: one audit event when an existing exam is changed.
    Raises PaperRefused when the step stands in another course, or without a single attempt.
    """
    if attempts_allowed < 1:
        raise PaperRefused(_("An exam allows at least one attempt."), code="no_attempts")
    fields: dict[str, Any] = {
        "title": title,
        "paper_id": paper.pk,
        "attempts_allowed": attempts_allowed,
        "topic": topic,
        "summary": summary,
        "is_mock": is_mock,
    }
    page = ExamPage.objects.filter(uid=uid).first()
    before = {name: getattr(page, name) for name in fields} if page else None
    if page is None:
        page = ExamPage(uid=uid, slug=f"exam-{uid.hex[:12]}", **fields)
        course.add_child(instance=page)
    elif not page.is_child_of(course):
        raise PaperRefused(_("This exam stands in another course."), code="exam_of_another_course")
    elif before == fields:
        return page
    if page.is_mock != is_mock:
        page.is_required = not is_mock
    for name, value in fields.items():
        setattr(page, name, value)
    page.draft_title = title
    page.save_revision().publish()
    if before is not None:
        changed = [name for name in fields if before[name] != fields[name]]
        data = {"title": title, "changed": changed}
        record_audit(actor=actor, action="exams.change_exam", target=page, unit=paper.unit, data=data)
    return page
