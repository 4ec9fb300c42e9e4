"""What a well-shaped item of a pack must still satisfy by itself: keys, sums, numbers."""

from decimal import Decimal

from django.utils.translation import gettext as _

from curricula.rules.report import Source
from curricula.rules.schema import (
    CertificateFile,
    DrillFile,
    PackFile,
    PaperFile,
    Question,
    SectionEntry,
    StepEntry,
)

RUBRIC_TOTAL = Decimal(100)
LETTERS = "ABCDE"
_OPTIONS = {"single": 4, "multi": 5, "judge": 0}
_EXAM_KEYS = ("paper", "title", "topic", "attempts", "summary")
# GB/T 2260: the first two digits of a county's code are those of its province.
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)


def judge_pack(pack: PackFile, source: Source) -> None:
    if pack.area[:2] not in _PROVINCES or pack.area[2:4] == "00" or pack.area[4:] == "00":
        message = _("“%(area)s” is not the official code of a county: six digits, GB/T 2260.") % {
            "area": pack.area
        }
        source.fail("area_unknown", message, "area")


def judge_step(step: StepEntry, source: Source, number: int) -> None:
    kinds = [kind for kind in ("lesson", "drill", "exam") if getattr(step, kind) is not None]
    if len(kinds) != 1:
        message = _("A step names exactly one of lesson, drill, exam.")
        source.fail("step_kind", message, "steps", number)
        return
    for key in (*_EXAM_KEYS, *(["mock"] if step.mock else [])):
        is_given = getattr(step, key) is not None
        if kinds == ["exam"] and not is_given:
            message = _("An exam needs “%(key)s”.") % {"key": key}
            source.fail("step_key_missing", message, "steps", number, "exam")
        elif kinds != ["exam"] and is_given:
            message = _("“%(key)s” belongs to exams only.") % {"key": key}
            source.fail("step_key_unexpected", message, "steps", number, key)


def judge_drill(drill: DrillFile, source: Source) -> None:
    total = sum(item.points for item in drill.items)
    if total != RUBRIC_TOTAL:
        message = _("The points of the rubric add up to %(total)s, not to 100.") % {"total": total}
        source.fail("rubric_total", message, "items")
    labels: set[str] = set()
    for number, item in enumerate(drill.items):
        if item.label in labels:
            message = _("“%(label)s” stands in the rubric twice.") % {"label": item.label}
            source.fail("rubric_label_twice", message, "items", number, "label")
        labels.add(item.label)
        for place, deduction in enumerate(item.deductions):
            if deduction.points > item.points:
                message = _("This deduction is larger than the item's %(points)s points.") % {
                    "points": item.points
                }
                source.fail("deduction_too_large", message, "items", number, "deductions", place)


def judge_question(question: Question, source: Source, number: int) -> None:
    wanted = _OPTIONS[question.type]
    if len(question.options) != wanted:
        message = _("This type of question has %(wanted)d options, not %(found)d.") % {
            "wanted": wanted,
            "found": len(question.options),
        }
        source.fail("options_count", message, "questions", number, "options")
    if len(set(question.options)) != len(question.options):
        source.fail("options_alike", _("Two options are the same."), "questions", number, "options")
    if not _is_key(question):
        message = _(
            "The answer does not fit the type: one letter for single, 2 to 4 different letters in order for "
            "multi, true or false for judge."
        )
        source.fail("answer_bad", message, "questions", number, "answer")
    if bool(question.law) != (question.law_as_of is not None):
        message = _("“law” and “law_as_of” go together: give both or neither.")
        source.fail("law_as_of", message, "questions", number, "law")


def _is_key(question: Question) -> bool:
    answer = question.answer
    if question.type == "judge" or isinstance(answer, bool):
        return question.type == "judge" and isinstance(answer, bool)
    letters = LETTERS[: _OPTIONS[question.type]]
    is_in_order = (
        bool(answer) and all(letter in letters for letter in answer) and list(answer) == sorted(set(answer))
    )
    return is_in_order and (len(answer) == 1 if question.type == "single" else 2 <= len(answer) <= 4)


def judge_paper(paper: PaperFile, source: Source) -> None:
    for number, section in enumerate(paper.sections):
        _judge_section(section, source, number)


def _judge_section(section: SectionEntry, source: Source, number: int) -> None:
    if section.type != "multi" and section.marking != "exact":
        message = _('Only multiple-choice sections have partial marks: write marking = "exact".')
        source.fail("marking_for_type", message, "sections", number, "marking")
    if not section.fixed and not section.draw:
        message = _("The section has no question: give “fixed” or “draw”.")
        source.fail("section_empty", message, "sections", number)


def judge_certificate(certificate: CertificateFile, source: Source) -> None:
    try:
        number = certificate.number_template.format(prefix=certificate.prefix, year=2026, seq=7)
    except (LookupError, ValueError, AttributeError, TypeError):
        number = ""
    names = ("{prefix}", "{year}", "{seq")
    if not number or not all(name in certificate.number_template for name in names):
        message = _(
            "The number template must hold {prefix}, {year} and {seq}, for instance "
            "“{prefix}〔{year}〕第{seq:05d}号”."
        )
        source.fail("number_template", message, "number_template")
