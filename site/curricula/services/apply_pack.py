"""A checked pack becomes pages, questions, papers and certificate templates of a county."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates.api import put_template
from courses.api import (
    CoursePage,
    RubricSpec,
    SchoolPage,
    ScriptSpec,
    order_steps,
    picture_keys,
    put_course,
    put_drill,
    put_lesson,
    put_picture,
    restore_step,
    retire_step,
)
from curricula.models import AppliedPack, PackItem
from curricula.rules.items import STEP_KINDS, Item, items_of, step_uids
from curricula.rules.judge import LETTERS
from curricula.rules.plan import CHANGING, Action, Plan
from curricula.rules.schema import Question, RubricLine, SectionEntry
from curricula.rules.tree import CheckedPack
from curricula.selectors import current_digest
from curricula.services.plan_pack import known_steps, plan_pack, school_for
from exams.api import Bank, Paper, SectionSpec, put_bank, put_exam_page, put_paper, put_question
from people.api import Unit, record_audit

JUDGE_RIGHT, JUDGE_WRONG = "正确", "错误"  # what stands on the paper, whatever the language of the screen


@transaction.atomic
def apply_pack(*, pack: CheckedPack, unit: Unit, actor: Any) -> Plan:
    """Bring the county to what the pack says, in one transaction: all of it or nothing. Returns what was done.

    Everything was read and checked before, so the transaction only writes. What a trainer edited here is left
    alone; what the pack no longer holds is retired; a second time nothing is written.
    Side effects: pages published, question and template versions, one audit event.
    Raises PackRefused, and whatever the rooms below refuse.
    """
    locked = AppliedPack.objects.select_for_update().filter(pack_id=pack.head.id).first()
    plan = plan_pack(pack=pack, unit=unit)
    if plan.is_empty:
        return plan
    applied = locked or AppliedPack(pack_id=pack.head.id, unit=unit)
    applied.title, applied.version = pack.head.title, pack.head.version
    applied.applied_at, applied.applied_by = timezone.now(), actor
    applied.save()
    _write(_Place(pack, unit, school_for(pack, unit), actor), plan, applied)
    record_audit(
        actor=actor,
        action="curricula.apply_pack",
        target=applied,
        unit=unit,
        data={
            "pack": pack.head.id,
            "version": pack.head.version,
            **{str(action): len(plan.of(action)) for action in Action},
        },
    )
    return plan


@dataclass(frozen=True)
class _Place:
    """The pack, and where it goes."""

    pack: CheckedPack
    unit: Unit
    school: SchoolPage
    actor: Any

    def course(self) -> CoursePage:
        """Read anew each time: every step that is added below changes the row."""
        return CoursePage.objects.get(uid=self.pack.uid("course", self.pack.course.id))

    def bank(self, bank_id: str) -> Bank:
        return Bank.objects.get(uid=self.pack.uid("bank", bank_id))


def _write(place: _Place, plan: Plan, applied: AppliedPack) -> None:
    changing = {change.uid for change in plan.of(*CHANGING)}
    items = [item for item in items_of(place.pack) if item.uid in changing]
    for item in items:
        _PUTTERS[item.kind](place, item)
        if item.kind in STEP_KINDS:
            restore_step(uid=item.uid)
    for change in plan.of(Action.RETIRE):
        if change.kind in STEP_KINDS:
            retire_step(uid=change.uid, now=applied.applied_at)
    leaving = [change.uid for change in plan.of(Action.RETIRE)]
    applied.items.filter(uid__in=leaving).update(retired_at=applied.applied_at)
    if place.pack.uid("course", place.pack.course.id) in changing:
        order_steps(course=place.course(), uids=step_uids(place.pack))
    _record(applied, items, leaving)


def _record(applied: AppliedPack, items: list[Item], leaving: list[uuid.UUID]) -> None:
    """Note what each item is now, and how it stands in the school: the measure of later local edits."""
    for item in items:
        PackItem.objects.update_or_create(
            pack=applied,
            kind=item.kind,
            item_id=item.id,
            uid=item.uid,
            defaults={"title": item.title, "digest": item.digest, "retired_at": None},
        )
    rows = list(applied.items.all())
    steps = known_steps(rows)
    changed = {item.uid for item in items} | set(leaving)
    for row in rows:
        if row.uid in changed:
            row.applied_digest = current_digest(row.kind, row.uid, pack_steps=steps)
            row.save(update_fields=["applied_digest"])


def _put_course(place: _Place, item: Item) -> None:
    course = place.pack.course
    put_course(
        uid=item.uid,
        school=place.school,
        title=course.title,
        summary=course.summary,
        category=course.category,
        hours_required=course.hours_required,
    )


def _put_picture(place: _Place, item: Item) -> None:
    picture = place.pack.pictures[item.id]
    put_picture(uid=item.uid, unit=place.unit, title=picture.title, name=picture.file, data=picture.text.encode())


def _put_lesson(place: _Place, item: Item) -> None:
    lesson = place.pack.lessons[item.id]
    put_lesson(
        uid=item.uid,
        course=place.course(),
        title=lesson.head.title,
        topic=lesson.head.topic,
        summary=lesson.head.summary,
        credit_minutes=lesson.head.minutes,
        body=_with_pictures(place.pack, lesson.body),
    )


def _with_pictures(pack: CheckedPack, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lesson's stream with the library's keys in place of the names of files."""
    names = [block["value"]["picture"] for block in body if block["type"] == "picture"]
    if not names:
        return body
    uids = {name: pack.picture_uid(name) for name in names}
    keys = picture_keys(uids.values())
    return [
        {**block, "value": {**block["value"], "picture": keys[uids[block["value"]["picture"]]]}}
        if block["type"] == "picture"
        else block
        for block in body
    ]


def _put_drill(place: _Place, item: Item) -> None:
    drill = place.pack.drills[item.id]
    put_drill(
        uid=item.uid,
        course=place.course(),
        title=drill.file.title,
        topic=drill.file.topic,
        summary=drill.file.summary,
        credit_minutes=drill.file.minutes,
        time_limit_minutes=drill.file.time_limit_minutes,
        pass_mark=drill.file.pass_mark,
        brief=drill.brief,
        items=[_rubric(line) for line in drill.file.items],
        scripts=[
            ScriptSpec(scenario.title, text)
            for scenario, text in zip(drill.file.scenarios, drill.scripts, strict=True)
        ],
    )


def _rubric(line: RubricLine) -> RubricSpec:
    deductions = [{"label": deduction.label, "points": float(deduction.points)} for deduction in line.deductions]
    return RubricSpec(line.label, line.points, line.hint, line.critical, deductions)


def _put_exam(place: _Place, item: Item) -> None:
    step = next(step for step in place.pack.course.steps if step.exam == item.id)
    put_exam_page(
        uid=item.uid,
        course=place.course(),
        title=step.title or "",
        paper=Paper.objects.get(uid=place.pack.uid("paper", step.paper or "")),
        attempts_allowed=step.attempts or 1,
        topic=step.topic or "",
        summary=step.summary or "",
        is_mock=step.mock,
        actor=place.actor,
    )


def _put_bank(place: _Place, item: Item) -> None:
    put_bank(uid=item.uid, unit=place.unit, title=item.title)


def _put_question(place: _Place, item: Item) -> None:
    bank_id, question = place.pack.question(item.id)
    put_question(
        uid=item.uid,
        bank=place.bank(bank_id),
        type=question.type,
        topic=question.topic,
        difficulty=question.difficulty,
        stem=question.stem,
        options=_options(question),
        analysis=question.analysis,
        law=question.law,
        law_as_of=question.law_as_of,
        actor=place.actor,
    )


def _options(question: Question) -> list[tuple[str, bool]]:
    """Options with the key. A judgement is a choice between right and wrong."""
    if question.type == "judge":
        return [(JUDGE_RIGHT, bool(question.answer)), (JUDGE_WRONG, not question.answer)]
    return [(text, LETTERS[n] in str(question.answer)) for n, text in enumerate(question.options)]


def _put_paper(place: _Place, item: Item) -> None:
    paper = place.pack.papers[item.id]
    bank = place.bank(place.pack.bank_of(paper).id)
    put_paper(
        uid=item.uid,
        unit=place.unit,
        title=paper.title,
        duration_seconds=paper.duration_minutes * 60,
        pass_fraction=paper.pass_percent / 100,
        sections=[_section(place.pack, section, bank) for section in paper.sections],
        actor=place.actor,
    )


def _section(pack: CheckedPack, section: SectionEntry, bank: Bank) -> SectionSpec:
    return SectionSpec(
        title=section.title,
        type=section.type,
        points_each=section.points,
        marking=section.marking,
        bank=bank,
        fixed=[pack.uid("question", item_id) for item_id in section.fixed],
        draws=[(draw.topic, draw.count) for draw in section.draw],
    )


def _put_certificate(place: _Place, item: Item) -> None:
    design = place.pack.certificates[item.id]
    put_template(
        uid=item.uid,
        course=place.course(),
        unit=place.unit,
        title=design.file.title,
        kind=design.file.kind,
        prefix=design.file.prefix,
        number_template=design.file.number_template,
        issuer=design.file.issuer,
        school_name=design.file.school,
        note=design.file.note,
        html=design.html,
        css=design.css,
        art=design.art,
        actor=place.actor,
    )


_PUTTERS: dict[str, Callable[[_Place, Item], None]] = {
    "course": _put_course,
    "bank": _put_bank,
    "question": _put_question,
    "paper": _put_paper,
    "picture": _put_picture,
    "lesson": _put_lesson,
    "drill": _put_drill,
    "exam": _put_exam,
    "certificate": _put_certificate,
}
