"""What the items of a pack must satisfy together: references, uniqueness, papers that can be drawn."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from curricula.rules.report import Source
from curricula.rules.schema import ANY_TOPIC, CourseFile, PaperFile, Question, SectionEntry
from curricula.rules.words import KIND_WORDS


class Register:
    """The ids of one kind of item. Knows those of items that could not be shaped too, so that one mistake does
    not show up as two."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.sources: dict[str, tuple[Source, tuple[str | int, ...]]] = {}

    def __contains__(self, item_id: object) -> bool:
        return item_id in self.sources

    def enter(self, item_id: object, source: Source, *path: str | int) -> None:
        """Take note of an id, report it when it is there already."""
        if not isinstance(item_id, str):
            return
        if item_id in self.sources:
            first, first_path = self.sources[item_id]
            message = _("The id “%(id)s” is taken already, in %(file)s line %(line)d.") % {
                "id": item_id,
                "file": first.file,
                "line": first.line(*first_path),
            }
            source.fail("id_twice", message, *path)
        else:
            self.sources[item_id] = (source, path)


def judge_course(course: CourseFile, source: Source, registers: dict[str, Register]) -> None:
    """Steps exist and stand once; no lesson or drill is left over; the certificate exists."""
    used: set[tuple[str, str]] = set()
    for number, step in enumerate(course.steps):
        for kind in ("lesson", "drill", "exam"):
            item_id = getattr(step, kind)
            if item_id is None:
                continue
            if kind != "exam" and item_id not in registers[kind]:
                source.fail("step_unknown", _no_such(kind, item_id), "steps", number, kind)
            if (kind, item_id) in used:
                message = _("“%(id)s” is a step of the course twice.") % {"id": item_id}
                source.fail("step_twice", message, "steps", number, kind)
            used.add((kind, item_id))
        if step.paper is not None and step.paper not in registers["paper"]:
            source.fail("paper_unknown", _no_such("paper", step.paper), "steps", number, "paper")
    if course.certificate is not None and course.certificate not in registers["certificate"]:
        source.fail("certificate_unknown", _no_such("certificate", course.certificate), "certificate")
    for kind in ("lesson", "drill"):
        _report_left_over(registers[kind], {item_id for used_kind, item_id in used if used_kind == kind})


def _no_such(kind: str, item_id: str) -> str:
    return _("There is no %(kind)s with the id “%(id)s” in this pack.") % {"kind": KIND_WORDS[kind], "id": item_id}


def _report_left_over(register: Register, used: set[str]) -> None:
    for item_id, (source, path) in register.sources.items():
        if item_id not in used:
            message = _("“%(id)s” is no step of the course: name it in course.toml or take the file away.") % {
                "id": item_id
            }
            source.fail("item_left_over", message, *path)


def judge_paper_against_bank(paper: PaperFile, source: Source, questions: Iterable[Question]) -> None:
    """Fixed questions exist, fit and stand once; what is left of the bank suffices for every draw."""
    by_id = {question.id: question for question in questions}
    taken: set[str] = set()
    for number, section in enumerate(paper.sections):
        for place, item_id in enumerate(section.fixed):
            _judge_fixed(section, by_id.get(item_id), item_id, taken, source, ("sections", number, "fixed", place))
            taken.add(item_id)
    left: Counter[tuple[str, str]] = Counter((q.type, q.topic) for q in by_id.values() if q.id not in taken)
    for is_any in (False, True):  # whoever takes any topic takes what the others leave
        for number, section in enumerate(paper.sections):
            _judge_draws(section, source, number, left, is_any=is_any)


def _judge_fixed(
    section: SectionEntry,
    question: Question | None,
    item_id: str,
    taken: set[str],
    source: Source,
    path: tuple[str | int, ...],
) -> None:
    if question is None:
        source.fail("fixed_unknown", _no_such("question", item_id), *path)
    elif question.type != section.type:
        message = _("Question “%(id)s” is of another type than this section.") % {"id": item_id}
        source.fail("fixed_type", message, *path)
    if item_id in taken:
        message = _("Question “%(id)s” stands in the paper twice.") % {"id": item_id}
        source.fail("fixed_twice", message, *path)


def _judge_draws(
    section: SectionEntry, source: Source, number: int, left: "Counter[tuple[str, str]]", *, is_any: bool
) -> None:
    for place, draw in enumerate(section.draw):
        if (draw.topic == ANY_TOPIC) != is_any:
            continue
        topics = [key for key in left if key[0] == section.type and draw.topic in (ANY_TOPIC, key[1])]
        available = sum(left[key] for key in topics)
        if available < draw.count:
            message = _("The bank has %(available)d questions left for this draw, %(count)d are wanted.") % {
                "available": available,
                "count": draw.count,
            }
            source.fail("draw_too_many", message, "sections", number, "draw", place)
        _take(left, topics, draw.count)


def _take(left: "Counter[tuple[str, str]]", keys: list[tuple[str, str]], count: int) -> None:
    for key in keys:
        taken = min(count, left[key])
        left[key] -= taken
        count -= taken
