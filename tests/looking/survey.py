"""What a browser says about every page: one walk for all the counts of `make bench` that have pages in them."""

import asyncio
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page

from tests.looking.console import console_of
from tests.looking.eyes import WIDTHS, Look, View, open_eyes
from tests.looking.judges import allowed_english, axe_source
from tests.looking.school import School, Visit, running_school
from tests.support.paths import BUILD

JUDGES = Path(__file__).with_name("judges.js")
TOLD = BUILD / "looking.json"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)"
CHINESE = re.compile(r"[\u3400-\u9fff]+")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’]+")
# (visit, word) -> why it may stand there.
EXCUSES = {("author/search/trainer", "None"): "Wagtail gives its search of pages no name for what it lists"}
LANGUAGE_NAMES = ("简体中文",)  # each language is called by its own name, everywhere
MARGIN, TALLEST = 200, 12_000  # pixels
PORTION = 50  # pages after which the file is written anew: the walk is long, and may be cut short
LEAST = {"standard": 44, "large": 60, "largest": 60, "contrast": 44}


@dataclass
class Findings:
    """What is wrong, by kind: axe, console, untranslated, targets, scroll, unseen. `pages` were asked."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pages: int = 0

    def note(self, kind: str, look: Look, what: str) -> None:
        line = f"{look.name}: {what}"
        if line not in self.found[kind]:
            self.found[kind].append(line)

    def write(self) -> None:
        """Keep the lines for whoever mends them."""
        BUILD.mkdir(exist_ok=True)
        kinds = {kind: sorted(lines) for kind, lines in sorted(self.found.items())}
        TOLD.write_text(json.dumps({"pages": self.pages, **kinds}, ensure_ascii=False, indent=1))


def survey(wanted: str = "") -> Findings:
    """Bring a school up and ask every page whose name holds `wanted`."""
    with running_school() as school:
        return asyncio.run(survey_school(school, wanted))


async def survey_school(school: School, wanted: str = "") -> Findings:
    """Ask every page of a running school."""
    visits, missing = school.visits(wanted)
    surveyor = Surveyor(school)
    looks = [Look(visit, view) for visit in visits for view in _views_of(visit)]
    async with open_eyes(school) as eyes:
        wrong = await eyes.see_all(looks, surveyor.ask)
    surveyor.findings.found["unseen"] += wrong + missing
    surveyor.findings.write()
    return surveyor.findings


def _views_of(visit: Visit) -> Iterator[View]:
    yield View("zh-hans")
    if visit.page.is_shown_once:
        return
    yield View("en")
    if visit.page.is_learners:
        yield from (View("zh-hans", type_) for type_ in ("large", "largest", "contrast"))


class Surveyor:
    """Asks one page after the other."""

    def __init__(self, school: School) -> None:
        self.findings = Findings()
        self.axe = axe_source()
        self.judges = JUDGES.read_text()
        self.content = content_of(school)

    async def ask(self, page: Page, look: Look) -> None:
        """Everything that is asked of this page in this view; windows are made wide and narrow in place."""
        for line in console_of(page):
            self.findings.note("console", look, line)
        await page.evaluate(self.judges)
        words = [] if look.visit.page.holds_samples else await page.evaluate("looking.words()")
        for where, text in words:
            for word in foreign_words(text, look.view.language, self.content):
                if (look.visit.name, word) in EXCUSES:
                    continue
                self.findings.note("untranslated", look, f"{where}: {word} ({text[:60]})")
        if look.view.language == "zh-hans":
            await self._measure(page, look)
        self.findings.pages += 1
        if self.findings.pages % PORTION == 0:
            self.findings.write()

    async def _measure(self, page: Page, look: Look) -> None:
        is_phone_page = look.visit.page.is_learners or look.visit.page.group == "teach"
        if is_phone_page and not look.visit.page.holds_samples:
            for what, width, height in await page.evaluate("looking.small", LEAST[look.view.type]):
                self.findings.note("targets", look, f"{what} {width}×{height}")
        await self._ask_axe(page, look, 360)
        await page.set_viewport_size({"width": 320, "height": WIDTHS[320]})
        beyond = await page.evaluate("looking.overflow()") if is_phone_page else None
        if beyond:
            self.findings.note("scroll", look, f"{beyond[0]} px, {beyond[1]}")
        if look.view.type == "standard":
            await self._ask_axe(page, look, 1280)

    async def _ask_axe(self, page: Page, look: Look, width: int) -> None:
        """In a window as tall as the page: a bar at the lower edge must not seem to cover what can be scrolled."""
        await page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        height = await page.evaluate("document.documentElement.scrollHeight")
        await page.set_viewport_size({"width": width, "height": min(height + MARGIN, TALLEST)})
        await page.evaluate(self.axe)
        for violation in await page.evaluate(RUN_AXE, RULES):
            for node in violation["nodes"]:
                self.findings.note(
                    "axe", look, f"{width}: {violation['id']}: {node['target']} {node['html'][:120]}"
                )


def foreign_words(text: str, language: str, content: str) -> list[str]:
    """Words of `text` that are in another language than the page, and that nobody wrote into the school."""
    if language == "en":
        return [word for word in CHINESE.findall(text) if word not in content and word not in LANGUAGE_NAMES]
    allowed = allowed_english()
    words = {word for word in ENGLISH.findall(text) if word.lower() not in allowed}
    return sorted(word for word in words if word not in content)


def content_of(school: School) -> str:
    """Everything that stands in the school's database: what people wrote, as one text."""
    connection = sqlite3.connect(f"file:{school.site.var / 'gridschool.sqlite3'}?mode=ro", uri=True)
    try:
        return "\n".join(_cells(connection))
    finally:
        connection.close()


def _cells(connection: sqlite3.Connection) -> Iterator[str]:
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table.startswith(("django_", "auth_permission", "sqlite_", "wagtailsearch_")):
            continue
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  names of our own tables
            yield from (_plain(cell) for cell in row if isinstance(cell, str))


def _plain(cell: str) -> str:
    """JSON as people would read it."""
    if "\\u" not in cell:
        return cell
    try:
        return json.dumps(json.loads(cell), ensure_ascii=False)
    except ValueError:
        return cell
