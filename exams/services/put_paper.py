from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exams.errors import PaperRefused
from exams.models import Bank, DrawRule, Paper, PaperItem, PaperSection, Question
from exams.selectors import plan_of
from exams.states import Marking, QuestionType
from people.api import Unit, record_audit


@dataclass(frozen=True)
class SectionSpec:
    """A section as a pack describes it: `fixed` are uids of questions, `draws` are (topic, count), "" for any."""

    title: str
    type: str
    points_each: Decimal
    marking: str
    bank: Bank
    fixed: list[UUID] = field(default_factory=list)
    draws: list[tuple[str, int]] = field(default_factory=list)


@transaction.atomic
def put_paper(
    *,
    uid: UUID,
    unit: Unit,
    title: str,
    duration_seconds: int,
    pass_fraction: Decimal,
    sections: list[SectionSpec],
    actor: Any = None,
) -> Paper:
    """Make the paper with this uid or bring it up to date; writes nothing when nothing differs.

    Attempts that were started keep what they drew. A trial draw proves that the banks suffice.
    Side effects: one audit event when an existing paper is changed.
    Raises PaperRefused for an empty paper, a question that is missing or of another type, or a bank too small.
    """
    paper = Paper.objects.filter(uid=uid).first() or Paper(uid=uid, unit=unit)
    if paper.unit_id != unit.pk:
        raise PaperRefused(_("This paper belongs to another unit."), code="paper_of_another_unit")
    fields = {"title": title, "duration_seconds": duration_seconds, "pass_fraction": Decimal(pass_fraction)}
    is_new = paper.pk is None
    changed = [name for name, value in fields.items() if getattr(paper, name) != value]
    if is_new or changed:
        for name, value in fields.items():
            setattr(paper, name, value)
        paper.save()
    if _put_sections(paper, sections):
        changed.append("sections")
    if changed and not is_new:
        data = {"title": title, "changed": changed}
        record_audit(actor=actor, action="exams.change_paper", target=paper, unit=unit, data=data)
    return paper


def _put_sections(paper: Paper, specs: list[SectionSpec]) -> bool:
    questions = _fixed_questions(specs)
    wanted = [_shape_of_spec(spec, questions) for spec in specs]
    if wanted == [_shape_of_section(section) for section in _stored(paper)]:
        return False
    paper.sections.all().delete()
    for order, (spec, shape) in enumerate(zip(specs, wanted, strict=True), 1):
        _add_section(paper, order, spec, shape)
    plan_of(paper).draw(Random(0))  # noqa: S311  a trial, not a secret
    return True


def _fixed_questions(specs: list[SectionSpec]) -> dict[UUID, Question]:
    uids = [uid for spec in specs for uid in spec.fixed]
    found = Question.objects.in_bulk(uids, field_name="uid")
    for spec in specs:
        _check_spec(spec, found)
    if not specs or len(set(uids)) != len(uids):
        raise PaperRefused(
            _("A paper needs a section, and no question may stand in it twice."), code="empty_or_twice"
        )
    return found


def _check_spec(spec: SectionSpec, found: dict[UUID, Question]) -> None:
    if spec.type not in QuestionType.values or spec.marking not in Marking.values or spec.points_each <= 0:
        raise PaperRefused(_("A section has an unknown type or marking, or no points."), code="bad_section")
    if not spec.fixed and not any(count > 0 for _topic, count in spec.draws):
        raise PaperRefused(_("A section has no question."), code="empty_section")
    for uid in spec.fixed:
        question = found.get(uid)
        if question is None or question.type != spec.type or question.bank_id != spec.bank.pk:
            raise PaperRefused(
                _("A fixed question is missing from its bank or is of another type than its section."),
                code="question_does_not_fit",
            )


def _shape_of_spec(spec: SectionSpec, questions: dict[UUID, Question]) -> tuple[Any, ...]:
    fixed = [questions[uid].pk for uid in spec.fixed]
    draws = [(topic, spec.bank.pk, count) for topic, count in spec.draws]
    return (spec.title, str(spec.type), Decimal(spec.points_each), str(spec.marking), fixed, draws)


def _stored(paper: Paper) -> Any:
    return paper.sections.prefetch_related("items", "draws")


def _shape_of_section(section: PaperSection) -> tuple[Any, ...]:
    fixed = [item.question_id for item in section.items.all()]
    draws = [(rule.topic, rule.bank_id, rule.count) for rule in section.draws.all()]
    return (section.title, section.type, section.points_each, section.marking, fixed, draws)


def _add_section(paper: Paper, order: int, spec: SectionSpec, shape: tuple[Any, ...]) -> None:
    title, type_, points, marking, fixed, draws = shape
    section = PaperSection.objects.create(
        paper=paper, order=order, title=title, type=type_, points_each=points, marking=marking
    )
    PaperItem.objects.bulk_create(
        PaperItem(section=section, order=place, question_id=question) for place, question in enumerate(fixed, 1)
    )
    DrawRule.objects.bulk_create(
        DrawRule(section=section, order=place, topic=topic, bank_id=bank, count=count)
        for place, (topic, bank, count) in enumerate(draws, 1)
    )
