"""What stands in the school today, in a form that can be compared with what a pack last put there."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from certificates.api import CertificateTemplate
from courses.api import CoursePage, Step, course_content, picture_content, step_content
from curricula.rules.items import STEP_KINDS, digest_of
from exams.api import Bank, ExamPage, Paper, Question

# The editor marks every paragraph it has touched; the mark is no word of the author.
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def current_digest(kind: str, uid: uuid.UUID, *, pack_steps: set[uuid.UUID]) -> str:
    """Digest of the item as it stands today, drafts included; "" when it is gone.

    `pack_steps`: the steps whose order counts for the course; steps that trainers added are their own affair.
    """
    content = _course(uid, pack_steps) if kind == "course" else _READERS[kind](uid)
    return "" if content is None else digest_of(content)


def _course(uid: uuid.UUID, pack_steps: set[uuid.UUID]) -> dict[str, Any] | None:
    page = CoursePage.objects.filter(uid=uid).first()
    if page is None:
        return None
    order = Step.objects.child_of(page).order_by("path").values_list("uid", flat=True)
    return {**course_content(page), "order": [uid for uid in order if uid in pack_steps]}


def _step(uid: uuid.UUID) -> dict[str, Any] | None:
    step = Step.objects.filter(uid=uid).first()
    if step is None:
        return None
    content = step_content(step)
    page = step.specific.get_latest_revision_as_object()
    if isinstance(page, ExamPage):
        content |= {"paper": page.paper_id, "attempts_allowed": page.attempts_allowed}
        if page.is_mock:  # unsaid of the others, which were applied before there were mock exams
            content["is_mock"] = True
    return {key: _without_marks(value) for key, value in content.items()}


def _without_marks(value: Any) -> Any:
    if isinstance(value, str):
        return _BLOCK_KEY.sub("", value)
    if isinstance(value, list):
        return [_without_marks(entry) for entry in value]
    return {key: _without_marks(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _bank(uid: uuid.UUID) -> dict[str, Any] | None:
    bank = Bank.objects.filter(uid=uid).first()
    return None if bank is None else {"title": bank.title}


def _question(uid: uuid.UUID) -> dict[str, Any] | None:
    question = Question.objects.filter(uid=uid).first()
    if question is None:
        return None
    newest = question.versions.order_by("-number").values_list("number", flat=True).first()
    return {"type": question.type, "topic": question.topic, "difficulty": question.difficulty, "version": newest}


def _paper(uid: uuid.UUID) -> dict[str, Any] | None:
    found = Paper.objects.filter(uid=uid).values("title", "duration_seconds", "pass_fraction").first()
    if found is None:
        return None
    sections = Paper.objects.get(uid=uid).sections.prefetch_related("items", "draws")
    return {**found, "sections": [_section(section) for section in sections]}


def _section(section: Any) -> list[Any]:
    items = [item.question_id for item in section.items.all()]
    draws = [(draw.topic, draw.bank_id, draw.count) for draw in section.draws.all()]
    return [section.title, section.type, section.points_each, section.marking, items, draws]


def _certificate(uid: uuid.UUID) -> dict[str, Any] | None:
    template = CertificateTemplate.objects.filter(uid=uid).first()
    if template is None:
        return None
    names = ("title", "kind", "prefix", "number_template", "issuer", "school_name", "note")
    return {**{name: getattr(template, name) for name in names}, "version": template.current_version.number}


_READERS: dict[str, Callable[[uuid.UUID], dict[str, Any] | None]] = {
    **dict.fromkeys(STEP_KINDS, _step),
    "bank": _bank,
    "question": _question,
    "paper": _paper,
    "certificate": _certificate,
    "picture": picture_content,
}
