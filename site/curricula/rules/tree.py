"""A checked pack: what `check_pack` hands to planning and applying. Everything in it is known to fit together."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from curricula.rules.picture import Picture
from curricula.rules.schema import (
    CertificateFile,
    CourseFile,
    DrillFile,
    LessonHead,
    PackFile,
    PaperFile,
    Question,
)


def pack_uid(pack_id: str, kind: str, item_id: str) -> uuid.UUID:
    """The permanent uid of a pack's item, the same in every installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"gridschool:{pack_id}/{kind}/{item_id}")


@dataclass(frozen=True)
class Lesson:
    head: LessonHead
    body: list[dict[str, Any]]


@dataclass(frozen=True)
class Drill:
    """`brief` and `scripts` are rich text, a script for each scenario; the rest stands in `file`."""

    file: DrillFile
    brief: str
    scripts: list[str]


@dataclass(frozen=True)
class Bank:
    """One bank, gathered from every file that names it."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class CertificateDesign:
    file: CertificateFile
    html: str
    css: str
    art: str


@dataclass(frozen=True)
class CheckedPack:
    """Collections are by id. Made only by `check_pack`, and only for a pack without errors."""

    head: PackFile
    course: CourseFile
    lessons: dict[str, Lesson] = field(default_factory=dict)
    drills: dict[str, Drill] = field(default_factory=dict)
    banks: dict[str, Bank] = field(default_factory=dict)
    papers: dict[str, PaperFile] = field(default_factory=dict)
    certificates: dict[str, CertificateDesign] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)

    def uid(self, kind: str, item_id: str) -> uuid.UUID:
        return pack_uid(self.head.id, kind, item_id)

    def picture_uid(self, file: str) -> uuid.UUID:
        """The uid of a picture by the name of its file."""
        return self.uid("picture", file.removesuffix(".svg"))

    def bank_of(self, paper: PaperFile) -> Bank:
        """The bank from which a paper draws: the one it names, or the only one."""
        return self.banks[paper.bank] if paper.bank else next(iter(self.banks.values()))

    def question(self, question_id: str) -> tuple[str, Question]:
        """The id of its bank, and the question."""
        return next((bank.id, q) for bank in self.banks.values() for q in bank.questions if q.id == question_id)
