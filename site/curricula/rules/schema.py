"""The pack format, version 1, as shapes. What the values must mean to one another is judged in `cross`.

Every shape is strict: no unknown key, no text where a number belongs. docs/packs.md tells authors the same.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

ANY_TOPIC = ""


def _decimal(value: Any) -> Decimal:
    """A TOML number without the noise of binary fractions."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("decimal_type", "not a number")
    return Decimal(str(value))


def _text(longest: int, shortest: int = 1) -> Any:
    return StringConstraints(min_length=shortest, max_length=longest, strip_whitespace=True)


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Topic = Annotated[str, StringConstraints(pattern=r"^T\d{2}$")]
Title = Annotated[str, _text(100)]
Short = Annotated[str, _text(200, shortest=0)]
Long = Annotated[str, _text(20_000)]
Minutes = Annotated[int, Field(ge=0, le=6000)]
Points = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0, le=1000, decimal_places=1)]
Percent = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0, le=100, decimal_places=1)]
Hours = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, le=9999, decimal_places=1)]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]
QuestionType = Literal["single", "multi", "judge"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PackFile(Strict):
    format: Literal[1]
    id: Slug
    title: Title
    version: Annotated[str, StringConstraints(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}$")]
    area: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    licence: Annotated[str, _text(50)]


class StepEntry(Strict):
    """One step of the course: a lesson, a drill or an exam. The last six keys belong to exams.

    `mock`: a practice paper, as often as one likes, never required.
    """

    lesson: Slug | None = None
    drill: Slug | None = None
    exam: Slug | None = None
    paper: Slug | None = None
    title: Title | None = None
    topic: Topic | None = None
    attempts: Annotated[int, Field(ge=1, le=20)] | None = None
    summary: Short | None = None
    mock: bool = False


class CourseFile(Strict):
    id: Slug
    title: Title
    summary: Annotated[str, _text(500)]
    category: Literal["onboarding", "annual", "special", "practice", "qualification"]
    hours_required: Hours
    certificate: Slug | None = None
    steps: Annotated[list[StepEntry], Field(min_length=1, max_length=100)]


class LessonHead(Strict):
    """What stands between the +++ lines of a lesson."""

    id: Slug
    title: Title
    topic: Topic
    minutes: Minutes
    summary: Short


class Deduction(Strict):
    label: Annotated[str, _text(50)]
    points: Points


class RubricLine(Strict):
    label: Title
    points: Points
    hint: Annotated[str, _text(300, shortest=0)]
    critical: Annotated[str, _text(100, shortest=0)]
    deductions: Annotated[list[Deduction], Field(max_length=10)] = Field(default_factory=list)


class Scenario(Strict):
    """A script for those who play the residents; only trainers read it."""

    title: Title
    text: Long


class DrillFile(Strict):
    id: Slug
    title: Title
    topic: Topic
    minutes: Minutes
    time_limit_minutes: Annotated[int, Field(ge=1, le=600)]
    pass_mark: Percent
    summary: Short
    brief: Long
    items: Annotated[list[RubricLine], Field(min_length=1, max_length=30)]
    scenarios: Annotated[list[Scenario], Field(max_length=20)] = Field(default_factory=list)


class BankFile(Strict):
    """A file of questions. The questions are shaped one by one, so that one bad question hides no other."""

    bank: Slug
    title: Title
    questions: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=2000)]


class Question(Strict):
    """`answer`: letters ("B", "ABD"), or true | false for a judgement."""

    id: Slug
    type: QuestionType
    topic: Topic
    difficulty: Annotated[int, Field(ge=1, le=5)]
    stem: Annotated[str, _text(1000)]
    options: list[Annotated[str, _text(300)]] = Field(default_factory=list)
    answer: str | bool
    analysis: Annotated[str, _text(2000)]
    law: Annotated[str, _text(100, shortest=0)] = ""
    law_as_of: date | None = None


class DrawEntry(Strict):
    """Draw `count` questions of a topic; topic "" means any."""

    topic: Annotated[str, StringConstraints(pattern=r"^(T\d{2})?$")]
    count: Annotated[int, Field(ge=1, le=200)]


class SectionEntry(Strict):
    title: Title
    type: QuestionType
    points: Points
    marking: Literal["exact", "national_partial", "all_or_nothing", "half_if_subset", "proportional"]
    fixed: list[Slug] = Field(default_factory=list)
    draw: list[DrawEntry] = Field(default_factory=list)


class PaperFile(Strict):
    """`bank` may be left out while the pack has one bank only."""

    id: Slug
    title: Title
    duration_minutes: Annotated[int, Field(ge=1, le=600)]
    pass_percent: Percent
    sections: Annotated[list[SectionEntry], Field(min_length=1, max_length=20)]
    bank: Slug | None = None


class CertificateFile(Strict):
    id: Slug
    title: Title
    kind: Literal["completion", "qualified", "post", "honor", "lecturer"]
    prefix: Annotated[str, _text(20)]
    number_template: Annotated[str, _text(60)]
    issuer: Annotated[str, _text(60)]
    school: Annotated[str, _text(60)]
    note: Annotated[str, _text(100, shortest=0)]
    html: FileName
    css: FileName
    art: FileName
