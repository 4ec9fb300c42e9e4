"""The one checker of packs: command line, upload and continuous integration ask here. Touches no database."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel

from curricula.rules.certificate_html import judge_art, judge_css, judge_html
from curricula.rules.cross import Register, judge_course, judge_paper_against_bank
from curricula.rules.folder import PackFolder, read_toml
from curricula.rules.judge import (
    judge_certificate,
    judge_drill,
    judge_pack,
    judge_paper,
    judge_question,
    judge_step,
)
from curricula.rules.lesson import lesson_blocks, picture_places, split_front_matter
from curricula.rules.markdown import BRIEF, rich_text
from curricula.rules.picture import Picture, judge_picture
from curricula.rules.report import PackError, Report, Source
from curricula.rules.schema import (
    BankFile,
    CertificateFile,
    CourseFile,
    DrillFile,
    LessonHead,
    PackFile,
    PaperFile,
    Question,
)
from curricula.rules.shape import shaped
from curricula.rules.tree import Bank, CertificateDesign, CheckedPack, Drill, Lesson, pack_uid

Shape = TypeVar("Shape", bound=BaseModel)

KINDS = ("lesson", "drill", "question", "paper", "certificate")
_ASSETS = {"html": judge_html, "css": judge_css, "art": judge_art}


def check_pack(path: Path) -> CheckedPack | list[PackError]:
    """Read the pack in this folder and judge all of it.

    Returns the pack when nothing is wrong with it, else every error, sorted by file and line. Follows no
    symbolic link and reads nothing outside the folder.
    """
    checker = _Checker(Path(path))
    checker.run()
    if checker.report.errors:
        return sorted(checker.report.errors)
    return checker.checked()


class _Checker:
    def __init__(self, root: Path) -> None:
        self.report = Report()
        self.folder = PackFolder(root, self.report)
        self.registers = {kind: Register(kind) for kind in KINDS}
        self.head: PackFile | None = None
        self.course: CourseFile | None = None
        self.lessons: dict[str, Lesson] = {}
        self.drills: dict[str, Drill] = {}
        self.bank_titles: dict[str, str] = {}
        self.questions: dict[str, list[Question]] = {}
        self.papers: dict[str, tuple[PaperFile, Source]] = {}
        self.certificates: dict[str, CertificateDesign] = {}
        self.named_assets: set[str] = set()
        self.picture_words: dict[str, str] = {}
        self.are_banks_whole = True

    def run(self) -> None:
        if not self.folder.is_readable:
            return
        self._head()
        for read in (self._lessons, self._drills, self._banks, self._papers, self._certificates):
            read()
        self._course()
        self._papers_against_banks()
        self._unused_assets()
        self._pictures()

    def checked(self) -> CheckedPack:
        assert self.head is not None
        assert self.course is not None
        banks = {id_: Bank(id_, self.bank_titles[id_], tuple(found)) for id_, found in self.questions.items()}
        papers = {paper_id: paper for paper_id, (paper, _source) in self.papers.items()}
        pictures = {
            name.removesuffix(".svg"): Picture(name, words, self.folder.texts[f"pictures/{name}"])
            for name, words in sorted(self.picture_words.items())
        }
        return CheckedPack(
            self.head, self.course, self.lessons, self.drills, banks, papers, self.certificates, pictures
        )

    def _toml(self, file: str) -> tuple[dict[str, Any], Source] | None:
        source = self.folder.source(file)
        data = read_toml(self.folder.texts[file], source)
        return None if data is None else (data, source)

    def _required(self, file: str) -> tuple[dict[str, Any], Source] | None:
        if file not in self.folder.texts:
            if file not in self.folder.unreadable:
                self.report.add(file, 0, "file_missing", _("This file is missing."))
            return None
        return self._toml(file)

    def _items(self, kind: str, folder: str, shape: type[Shape]) -> Iterator[tuple[Shape, Source]]:
        """The well-shaped items of a folder of TOML files; the ids of all of them are entered."""
        for file in self.folder.in_folder(folder, ".toml"):
            if read := self._toml(file):
                data, source = read
                self.registers[kind].enter(data.get("id"), source, "id")
                self.named_assets |= {f"{folder}/{data.get(key)}" for key in _ASSETS}
                item = shaped(shape, data, source)
                if item is not None:
                    yield item, source

    def _head(self) -> None:
        if read := self._required("pack.toml"):
            data, source = read
            self.head = shaped(PackFile, data, source)
            if self.head:
                judge_pack(self.head, source)

    def _lessons(self) -> None:
        for file in self.folder.in_folder("lessons", ".md"):
            source = self.folder.source(file)
            if parts := split_front_matter(self.folder.texts[file], source):
                self._lesson(source, *parts)

    def _lesson(self, source: Source, front: str, body: str, first_line: int) -> None:
        data = read_toml(front, source, first_line=2)
        item_id = (data or {}).get("id")
        uid = pack_uid(self.head.id if self.head else "", "lesson", str(item_id))
        blocks = lesson_blocks(body, source=source, first_line=first_line, lesson_uid=uid)
        self._named_pictures(source, blocks, picture_places(body, first_line))
        if data is None:
            return
        self.registers["lesson"].enter(item_id, source, "id")
        if head := shaped(LessonHead, data, source):
            self.lessons[head.id] = Lesson(head, blocks)

    def _named_pictures(self, source: Source, blocks: list[dict[str, Any]], places: list[tuple[int, str]]) -> None:
        """Take note of the pictures that a lesson shows; report those that are not there."""
        for block in blocks:
            if block["type"] == "picture" and block["value"]["picture"]:
                self.picture_words.setdefault(block["value"]["picture"], block["value"]["words"])
        for line, name in places:
            file = f"pictures/{name}"
            if name and file not in self.folder.texts and file not in self.folder.unreadable:
                message = _("There is no file “%(name)s” in the folder pictures.") % {"name": name}
                source.fail_at(line, "picture_unknown", message)

    def _pictures(self) -> None:
        """Judge every drawing, and report those that no lesson shows."""
        for file in self.folder.in_folder("pictures", ".svg"):
            judge_picture(self.folder.texts[file], self.folder.source(file))
            if file.removeprefix("pictures/") not in self.picture_words:
                message = _("No lesson shows this picture: name it in one, or take it away.")
                self.report.add(file, 0, "picture_unused", message)

    def _drills(self) -> None:
        for drill, source in self._items("drill", "drills", DrillFile):
            judge_drill(drill, source)
            brief = _rich(drill.brief, source, "brief")
            scripts = [
                _rich(scenario.text, source, "scenarios", number, "text")
                for number, scenario in enumerate(drill.scenarios)
            ]
            self.drills[drill.id] = Drill(drill, brief, scripts)

    def _banks(self) -> None:
        for file in self.folder.in_folder("questions", ".toml"):
            read = self._toml(file)
            bank = shaped(BankFile, read[0], read[1]) if read else None
            if read is None or bank is None:
                self.are_banks_whole = False
                continue
            source = read[1]
            if self.bank_titles.setdefault(bank.bank, bank.title) != bank.title:
                message = _("Another file gives this bank another title.")
                source.fail("bank_title", message, "title")
            for number, data in enumerate(bank.questions):
                self._question(bank.bank, data, source, number)

    def _question(self, bank_id: str, data: dict[str, Any], source: Source, number: int) -> None:
        self.registers["question"].enter(data.get("id"), source, "questions", number, "id")
        question = shaped(Question, data, source, "questions", number)
        if question is None:
            self.are_banks_whole = False
            return
        judge_question(question, source, number)
        self.questions.setdefault(bank_id, []).append(question)

    def _papers(self) -> None:
        for paper, source in self._items("paper", "papers", PaperFile):
            judge_paper(paper, source)
            self.papers[paper.id] = (paper, source)

    def _papers_against_banks(self) -> None:
        """Only when every question could be read: else each missing one would be reported twice."""
        if not self.are_banks_whole:
            return
        for paper, source in self.papers.values():
            bank_id = paper.bank or (next(iter(self.questions)) if len(self.questions) == 1 else "")
            if bank_id in self.questions:
                judge_paper_against_bank(paper, source, self.questions[bank_id])
            else:
                message = _('Say from which bank this paper draws: bank = "…", one of: %(banks)s.') % {
                    "banks": ", ".join(sorted(self.questions)) or "-"
                }
                source.fail("bank_unknown", message, "bank" if paper.bank else "id")

    def _certificates(self) -> None:
        for certificate, source in self._items("certificate", "certificates", CertificateFile):
            judge_certificate(certificate, source)
            texts = {key: self._asset(certificate, key, source) for key in _ASSETS}
            self.certificates[certificate.id] = CertificateDesign(certificate, **texts)

    def _asset(self, certificate: CertificateFile, key: str, source: Source) -> str:
        name = getattr(certificate, key)
        file = f"certificates/{name}"
        suffix = ".svg" if key == "art" else f".{key}"
        if file not in self.folder.texts or not name.endswith(suffix):
            if file not in self.folder.unreadable:
                message = _("There is no file “%(name)s” (*%(suffix)s) beside this one.") % {
                    "name": name,
                    "suffix": suffix,
                }
                source.fail("asset_missing", message, key)
            return ""
        _ASSETS[key](self.folder.texts[file], self.folder.source(file))
        return self.folder.texts[file]

    def _unused_assets(self) -> None:
        for file in self.folder.texts:
            is_asset = file.startswith("certificates/") and not file.endswith(".toml")
            if is_asset and file not in self.named_assets:
                message = _("No certificate uses this file: name it in one, or take it away.")
                self.report.add(file, 0, "asset_unused", message)

    def _course(self) -> None:
        if read := self._required("course.toml"):
            data, source = read
            self.course = shaped(CourseFile, data, source)
            if self.course:
                for number, step in enumerate(self.course.steps):
                    judge_step(step, source, number)
                judge_course(self.course, source, self.registers)


def _rich(text: str, source: Source, *path: str | int) -> str:
    """Rich text of a multi-line TOML string, whose first line follows the line of its key."""
    return rich_text(text, allowed=BRIEF, source=source, first_line=source.line(*path) + 1)
