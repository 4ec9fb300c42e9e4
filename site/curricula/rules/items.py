"""A checked pack as a flat list of items with digests: what planning compares."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from curricula.rules.schema import StepEntry
from curricula.rules.tree import CheckedPack

STEP_KINDS = ("lesson", "drill", "exam")


@dataclass(frozen=True)
class Item:
    """`digest` is of everything that the pack says about the item."""

    kind: str
    id: str
    uid: uuid.UUID
    title: str
    digest: str


def digest_of(content: Any) -> str:
    """SHA-256 of the content in canonical JSON; equal contents have equal digests."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def items_of(pack: CheckedPack) -> list[Item]:
    """Every item, each after those that it needs."""
    found = [_item(pack, "course", pack.course.id, pack.course.title, pack.course)]
    for bank in pack.banks.values():
        found.append(_item(pack, "bank", bank.id, bank.title, bank.title))
        for question in bank.questions:
            found.append(_item(pack, "question", question.id, question.stem, question, bank.id))
    for paper in pack.papers.values():
        found.append(_item(pack, "paper", paper.id, paper.title, paper, pack.bank_of(paper).id))
    for picture_id, picture in pack.pictures.items():
        found.append(_item(pack, "picture", picture_id, picture.title, picture.title, picture.text))
    found += [_step_item(pack, step) for step in pack.course.steps]
    for design in sorted(pack.certificates.values(), key=lambda design: design.file.id != pack.course.certificate):
        parts = (design.file, design.html, design.css, design.art)
        found.append(_item(pack, "certificate", design.file.id, design.file.title, *parts))
    return found


def step_uids(pack: CheckedPack) -> list[uuid.UUID]:
    """Uids of the course's steps in their order."""
    return [
        pack.uid(kind, getattr(step, kind))
        for step in pack.course.steps
        for kind in STEP_KINDS
        if getattr(step, kind) is not None
    ]


def _step_item(pack: CheckedPack, step: StepEntry) -> Item:
    if step.lesson:
        lesson = pack.lessons[step.lesson]
        return _item(pack, "lesson", step.lesson, lesson.head.title, lesson.head, lesson.body)
    if step.drill:
        drill = pack.drills[step.drill]
        return _item(pack, "drill", step.drill, drill.file.title, drill.file, drill.brief)
    return _item(pack, "exam", step.exam or "", step.title or "", step)


def _item(pack: CheckedPack, kind: str, item_id: str, title: str, *content: Any) -> Item:
    plain = [part.model_dump(mode="json") if isinstance(part, BaseModel) else part for part in content]
    return Item(kind, item_id, pack.uid(kind, item_id), title, digest_of(plain))
