"""Course pages from outside (curriculum packs): made or brought up to date by uid, published, and no more often
than needed. A step that goes is retired, since facts may hang on it.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet

from courses.models import CoursePage, DrillPage, DrillScript, LessonPage, RubricItem, SchoolPage, Step

P = TypeVar("P", CoursePage, LessonPage, DrillPage)


@dataclass(frozen=True)
class RubricSpec:
    """One line of a rubric. Within a drill the label is its identity: scores keep pointing at it."""

    label: str
    points: Decimal
    hint: str = ""
    critical: str = ""
    deductions: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class ScriptSpec:
    """One scene for the players of a drill; `text` is rich text."""

    title: str
    text: str


@transaction.atomic
def put_course(
    *, uid: uuid.UUID, school: SchoolPage, title: str, summary: str, category: str, hours_required: Decimal
) -> CoursePage:
    """The course page with this uid under the school, with exactly these words. Writes only what differs."""
    values = {"title": title, "summary": summary, "category": category, "hours_required": hours_required}
    return _put(CoursePage, uid, school, values)


@transaction.atomic
def put_lesson(
    *,
    uid: uuid.UUID,
    course: CoursePage,
    title: str,
    topic: str,
    summary: str,
    credit_minutes: int,
    body: list[dict[str, Any]],
) -> LessonPage:
    """The lesson with this uid in the course; a new one comes last. `body` is raw stream data with ids."""
    values = {
        **_step_values(title, topic, summary, credit_minutes),
        "body": json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False),
    }
    return _put(LessonPage, uid, course, values)


@transaction.atomic
def put_drill(
    *,
    uid: uuid.UUID,
    course: CoursePage,
    title: str,
    topic: str,
    summary: str,
    credit_minutes: int,
    time_limit_minutes: int,
    pass_mark: Decimal,
    brief: str,
    items: list[RubricSpec],
    scripts: Sequence[ScriptSpec] = (),
) -> DrillPage:
    """The drill with this uid in the course, with its rubric and scripts; a new one comes last. `brief` is rich
    text."""
    values = {
        **_step_values(title, topic, summary, credit_minutes),
        "time_limit_minutes": time_limit_minutes,
        "pass_mark": pass_mark,
        "brief": brief,
    }
    return _put(
        DrillPage, uid, course, values, _Parts([_rubric_values(uid, item) for item in items], list(scripts))
    )


@transaction.atomic
def order_steps(*, course: CoursePage, uids: list[uuid.UUID]) -> bool:
    """Put the steps with these uids first, in this order; the others follow as they stood. True when moved."""
    steps = {step.uid: step for step in Step.objects.child_of(course).order_by("path")}
    wanted = [uid for uid in uids if uid in steps]
    order = [*wanted, *(uid for uid in steps if uid not in set(wanted))]
    if order == list(steps):
        return False
    for uid in reversed(wanted):  # each move changes the paths of the others: read anew
        parent = CoursePage.objects.get(pk=course.pk)
        Step.objects.get(uid=uid).specific.move(parent, pos="first-child")
    return True


@transaction.atomic
def retire_step(*, uid: uuid.UUID, now: datetime) -> bool:
    """Take a step out of use; what learners did in it stands. True when it was in use until now."""
    return _set_retired(Step.objects.filter(uid=uid, retired_at=None), now)


@transaction.atomic
def restore_step(*, uid: uuid.UUID) -> bool:
    """Take a retired step into use again. True when it was retired until now."""
    return _set_retired(Step.objects.filter(uid=uid, retired_at__isnull=False), None)


def course_content(page: CoursePage) -> dict[str, Any]:
    """What an author sees of the course as it stands in the editor, drafts included, for comparing."""
    latest = page.get_latest_revision_as_object()
    return {name: getattr(latest, name) for name in ("title", "summary", "category", "hours_required")}


def step_content(page: Step) -> dict[str, Any]:
    """What an author sees of a step as it stands in the editor, drafts included, for comparing.

    Holds the fields common to all steps and those of lessons and drills.
    """
    latest = page.specific.get_latest_revision_as_object()
    content = {name: getattr(latest, name) for name in ("title", "topic", "summary", "credit_minutes")}
    if isinstance(latest, LessonPage):
        content["body"] = _stored(latest, "body")
    if isinstance(latest, DrillPage):
        content |= {name: getattr(latest, name) for name in ("time_limit_minutes", "pass_mark", "brief")}
        content |= {"rubric": _rubric_of(latest), "scripts": [asdict(script) for script in _scripts_of(latest)]}
    return content


def _set_retired(steps: QuerySet[Step], when: datetime | None) -> bool:
    step = steps.first()
    if step is None:
        return False
    page = step.specific
    page.retired_at = when
    _publish(page)
    return True


def _step_values(title: str, topic: str, summary: str, credit_minutes: int) -> dict[str, Any]:
    return {"title": title, "topic": topic, "summary": summary, "credit_minutes": credit_minutes}


@dataclass(frozen=True)
class _Parts:
    """What hangs on a drill page: lines of the rubric and scripts."""

    rubric: list[dict[str, Any]]
    scripts: list[ScriptSpec]


def _put(model: type[P], uid: uuid.UUID, parent: Any, values: dict[str, Any], parts: _Parts | None = None) -> P:
    page = model.objects.filter(uid=uid).first()
    if page is None:
        page = model(uid=uid, slug=f"{model._meta.model_name}-{uid.hex[:12]}", **values)
        _set_parts(page, parts)
        type(parent).objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
        return page
    before = {name: _stored(page, name) for name in values}
    for name, value in values.items():
        setattr(page, name, value)
    differs = before != {name: _stored(page, name) for name in values}
    if parts is not None and parts != _Parts(_rubric_of(page), _scripts_of(page)):
        _set_parts(page, parts)
        differs = True
    if differs:
        _publish(page)
    return page


def _publish(page: Any) -> None:
    page.save()
    page.save_revision().publish()


def _stored(page: Any, name: str) -> Any:
    """A field's value as the database would hold it: streams and numbers compare without surprises."""
    page_field = page._meta.get_field(name)
    return page_field.get_prep_value(page_field.to_python(getattr(page, name)))


def _rubric_values(drill_uid: uuid.UUID, item: RubricSpec) -> dict[str, Any]:
    return {
        "uid": uuid.uuid5(drill_uid, f"rubric/{item.label}"),
        "label": item.label,
        "points": item.points,
        "hint": item.hint,
        "critical": item.critical,
        "deductions": item.deductions,
    }


def _rubric_of(page: DrillPage) -> list[dict[str, Any]]:
    names = ("uid", "label", "points", "hint", "critical", "deductions")
    return [{name: getattr(item, name) for name in names} for item in page.rubric_items.all()]


def _scripts_of(page: DrillPage) -> list[ScriptSpec]:
    return [ScriptSpec(script.title, script.text) for script in page.scripts.all()]


def _set_parts(page: Any, parts: _Parts | None) -> None:
    if parts is not None:
        page.rubric_items = [RubricItem(sort_order=number, **line) for number, line in enumerate(parts.rubric)]
        page.scripts = [
            DrillScript(sort_order=number, title=script.title, text=script.text)
            for number, script in enumerate(parts.scripts)
        ]
