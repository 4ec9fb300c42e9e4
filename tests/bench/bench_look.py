"""How the school looks to a browser: what a phone downloads, and what may not be found on any page.

One school is brought up for all of these numbers, and every page of it is asked once. What was found stands in
build/looking.json, line by line.
"""

import asyncio
from dataclasses import dataclass
from functools import cache

from tests.bench import benchmark
from tests.looking.cold import Cold, download, judge
from tests.looking.eyes import open_eyes
from tests.looking.school import School, running_school
from tests.looking.survey import Findings, survey_school
from tests.looking.taps import taps_to_lesson

KILOBYTE = 1024
FIVE = "worst of home, course, lesson, exam question, verify"


@dataclass(frozen=True)
class First:
    """What is known about the five pages that matter most."""

    cold: list[Cold]
    marks: dict[str, dict[str, float]]
    taps: int


@dataclass(frozen=True)
class Seen:
    """Everything, of one school."""

    first: First
    findings: Findings


@cache
def _seen() -> Seen:
    with running_school() as school:
        return Seen(asyncio.run(_first(school)), asyncio.run(survey_school(school)))


async def _first(school: School) -> First:
    async with open_eyes(school) as eyes:
        cold = await download(eyes, school)
        taps = await taps_to_lesson(eyes, school)
        sessions = dict(eyes.sessions)
    return First(cold, judge(school, sessions), taps)


def _found(kind: str) -> float:
    """How many lines; a page that could not be opened was not asked, so it counts against every kind."""
    findings = _seen().findings.found
    return float(len(findings.get(kind, [])) + len(findings.get("unseen", [])))


@benchmark(
    "look.cold_kb", unit="KB", note=f"{FIVE}: over the wire, empty cache, headers and scripts too; limit 60"
)
def cold_kb() -> float:
    return max(one.bytes for one in _seen().first.cold) / KILOBYTE


@benchmark("look.cold_requests", unit="requests", note=f"{FIVE}; limit 8")
def cold_requests() -> float:
    return float(max(one.requests for one in _seen().first.cold))


@benchmark("look.lighthouse_performance", unit="of 100", note=f"{FIVE}; mobile; limit 98")
def lighthouse_performance() -> float:
    return min(marks["performance"] for marks in _seen().first.marks.values())


@benchmark("look.lighthouse_accessibility", unit="of 100", note=f"{FIVE}; limit 100")
def lighthouse_accessibility() -> float:
    return min(marks["accessibility"] for marks in _seen().first.marks.values())


@benchmark("look.lighthouse_best_practices", unit="of 100", note=f"{FIVE}; limit 100")
def lighthouse_best_practices() -> float:
    return min(marks["best-practices"] for marks in _seen().first.marks.values())


@benchmark("look.axe_violations", unit="places", note="axe-core, WCAG 2.2 AA, all pages at 360 and 1280; limit 0")
def axe_violations() -> float:
    return _found("axe")


@benchmark("look.console_errors", unit="lines", note="errors and warnings of all pages in both languages; limit 0")
def console_errors() -> float:
    return _found("console")


@benchmark("look.untranslated", unit="places", note="Chinese on English pages, English on Chinese ones; limit 0")
def untranslated() -> float:
    return _found("untranslated")


@benchmark(
    "look.targets_under_44px", unit="places", note="on phone pages; under 60 px in the elder views; limit 0"
)
def targets_under_44px() -> float:
    return _found("targets")


@benchmark("look.horizontal_scroll_pages", unit="pages", note="phone pages at 320 px in all type sizes; limit 0")
def horizontal_scroll_pages() -> float:
    return _found("scroll")


@benchmark("look.taps_login_to_lesson", unit="taps", note="of somebody who sees the notice first; limit 4")
def taps_login_to_lesson() -> float:
    return float(_seen().first.taps)
