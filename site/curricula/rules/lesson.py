"""A lesson's text: front matter between +++ lines, then Markdown with ::: containers -> stream blocks."""

import re
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from curricula.rules.markdown import CASE, LESSON, rich_text
from curricula.rules.report import Source

FENCE = "+++"
MOST_PICTURE_WORDS = 200
_OPENING = re.compile(r"^:::\s*(\S.*)$")
_CHOICE = re.compile(r"^[-*] \[([ xX])\] (.+)$")
_POINT = re.compile(r"^[-*] (.+)$")

Block = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """Plain Markdown (`kind` "text") or a container of a lesson. `line` is where `body` begins."""

    kind: str
    heading: str
    body: tuple[str, ...]
    line: int

    @property
    def text(self) -> str:
        return "\n".join(self.body)


def split_front_matter(text: str, source: Source) -> tuple[str, str, int] | None:
    """(front matter, body, first line of the body); None after reporting that the +++ lines are not there."""
    lines = text.split("\n")
    closing = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if lines[0].rstrip() != FENCE or closing is None:
        message = _("A lesson begins with its front matter between two lines of +++.")
        source.fail_at(1, "front_matter_missing", message)
        return None
    return "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :]), closing + 2


def lesson_blocks(text: str, *, source: Source, first_line: int, lesson_uid: uuid.UUID) -> list[Block]:
    """Raw stream data. Block ids follow from the lesson and the position: the same text gives the same ids."""
    parts = _split(text.split("\n"), source, first_line)
    if not parts:
        source.fail_at(first_line, "lesson_empty", _("The lesson has no text."))
    return [_block(part, uuid.uuid5(lesson_uid, f"block/{n}"), source) for n, part in enumerate(parts)]


def _block(part: Part, uid: uuid.UUID, source: Source) -> Block:
    value = _READERS[part.kind](part, source)
    if isinstance(value, dict):
        value = {key: _items(entry, uid) if isinstance(entry, list) else entry for key, entry in value.items()}
    return {"type": part.kind, "value": value, "id": str(uid)}


def _items(values: list[Any], uid: uuid.UUID) -> list[Block]:
    """A list as Wagtail stores it, with lasting ids."""
    return [{"type": "item", "value": v, "id": str(uuid.uuid5(uid, f"item/{n}"))} for n, v in enumerate(values)]


def _split(lines: list[str], source: Source, first_line: int) -> list[Part]:
    parts: list[Part] = []
    start = number = 0
    while number < len(lines):
        if not lines[number].startswith(":::"):
            number += 1
            continue
        parts += _text_part(lines, start, number, first_line)
        number = _container(lines, number, source, first_line, parts)
        start = number
    return parts + _text_part(lines, start, len(lines), first_line)


def _text_part(lines: list[str], start: int, end: int, first_line: int) -> list[Part]:
    body = tuple(lines[start:end])
    return [Part("text", "", body, first_line + start)] if "".join(body).strip() else []


def _container(lines: list[str], opened: int, source: Source, first_line: int, parts: list[Part]) -> int:
    """Read the container that opens on this line; returns the line after its end."""
    found = _OPENING.match(lines[opened])
    if not found:
        message = _("This ::: closes nothing: take it out, or open a container before it.")
        source.fail_at(first_line + opened, "container_stray_end", message)
        return opened + 1
    closed = next((n for n in range(opened + 1, len(lines)) if lines[n].startswith(":::")), len(lines))
    is_closed = closed < len(lines) and lines[closed].rstrip() == ":::"
    if not is_closed:
        message = _("This container is not closed: end it with a line of :::.")
        source.fail_at(first_line + opened, "container_not_closed", message)
    kind, _blank, heading = found[1].partition(" ")
    if kind in _READERS and kind != "text":
        parts.append(Part(kind, heading.strip(), tuple(lines[opened + 1 : closed]), first_line + opened + 1))
    else:
        message = _("“%(kind)s” is not a container: law, case, check, picture, summary are.") % {"kind": kind}
        source.fail_at(first_line + opened, "container_unknown", message)
    return closed + 1 if is_closed else closed


def _read_text(part: Part, source: Source) -> str:
    return rich_text(part.text, allowed=LESSON, source=source, first_line=part.line)


def _read_law(part: Part, source: Source) -> dict[str, str]:
    """Statute | article | in force since. The text is verbatim: no Markdown in it."""
    names = [name.strip() for name in part.heading.split("|")]
    if len(names) != 3 or not all(names):
        message = _("A law container begins with: ::: law statute | article | date in force.")
        source.fail_at(part.line - 1, "law_heading", message)
        names = ["", "", "0001-01-01"]
    elif not _is_date(names[2]):
        message = _("The date in force must be written like 2026-01-31.")
        source.fail_at(part.line - 1, "law_date", message)
    _ask_for_text(part, source)
    return {"statute": names[0], "article": names[1], "in_force": names[2], "text": part.text.strip()}


def picture_places(text: str, first_line: int) -> list[tuple[int, str]]:
    """(line, file) of every picture that the lesson's text names."""
    places = []
    for number, line in enumerate(text.split("\n"), first_line):
        found = _OPENING.match(line)
        kind, _blank, heading = found[1].partition(" ") if found else ("", "", "")
        if kind == "picture":
            places.append((number, heading.partition("|")[0].strip()))
    return places


def _read_picture(part: Part, source: Source) -> dict[str, str]:
    """File | what is to be seen; the body is the caption, one line of plain words or none."""
    names = [name.strip() for name in part.heading.split("|")]
    if len(names) != 2 or not all(names):
        message = _("A picture container begins with: ::: picture file.svg | what is to be seen.")
        source.fail_at(part.line - 1, "picture_heading", message)
        names = ["", ""]
    lines = [(n, line.strip()) for n, line in enumerate(part.body) if line.strip()]
    for number, _line in lines[1:]:
        message = _("The caption of a picture is one line.")
        source.fail_at(part.line + number, "picture_caption", message)
    caption = lines[0][1] if lines else ""
    for words, line in ((names[1], part.line - 1), (caption, part.line)):
        if len(words) > MOST_PICTURE_WORDS:
            message = _("Too long: at most %(most)d characters.") % {"most": MOST_PICTURE_WORDS}
            source.fail_at(line, "picture_words", message)
    return {"picture": names[0], "words": names[1], "caption": caption}


def _read_case(part: Part, source: Source) -> dict[str, str]:
    _ask_for_heading(part, source)
    _ask_for_text(part, source)
    text = rich_text(part.text, allowed=CASE, source=source, first_line=part.line)
    return {"title": part.heading, "text": text}


def _read_check(part: Part, source: Source) -> dict[str, Any]:
    question, choices, explanation = "", [], []
    for number, raw in enumerate(part.body):
        line = raw.strip()
        if found := _CHOICE.match(line):
            choices.append({"text": found[2], "is_right": found[1] != " "})
        elif line.startswith(">"):
            explanation.append(line[1:].strip())
        elif line and not question:
            question = line
        elif line:
            message = _("A check holds one question, choices “- [ ] …” and an explanation “> …”, nothing else.")
            source.fail_at(part.line + number, "check_line", message)
    _judge_check(part, source, question, choices, explanation)
    return {"question": question, "choices": choices, "explanation": "".join(explanation)}


def _judge_check(part: Part, source: Source, question: str, choices: list[Any], explanation: list[str]) -> None:
    right = sum(choice["is_right"] for choice in choices)
    if not question:
        source.fail_at(part.line, "check_question", _("The check has no question."))
    if not 2 <= len(choices) <= 5:
        source.fail_at(part.line, "check_choices", _("A check has 2 to 5 choices."))
    elif right != 1:
        message = _("A check has exactly one right choice, marked [x].")
        source.fail_at(part.line, "check_key", message)
    if not "".join(explanation):
        source.fail_at(part.line, "check_explanation", _("The check has no explanation (“> …”)."))


def _read_summary(part: Part, source: Source) -> dict[str, Any]:
    _ask_for_heading(part, source)
    _ask_for_text(part, source)
    points = []
    for number, raw in enumerate(part.body):
        if found := _POINT.match(raw.strip()):
            points.append(found[1])
        elif raw.strip():
            message = _("A summary holds points “- …” and nothing else.")
            source.fail_at(part.line + number, "summary_line", message)
    return {"title": part.heading, "points": points}


def _ask_for_heading(part: Part, source: Source) -> None:
    if not part.heading:
        message = _("Write a title after ::: %(kind)s.") % {"kind": part.kind}
        source.fail_at(part.line - 1, "container_title", message)


def _ask_for_text(part: Part, source: Source) -> None:
    if not part.text.strip():
        message = _("The container %(kind)s is empty.") % {"kind": part.kind}
        source.fail_at(part.line - 1, "container_empty", message)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_READERS = {
    "text": _read_text,
    "law": _read_law,
    "case": _read_case,
    "check": _read_check,
    "picture": _read_picture,
    "summary": _read_summary,
}
