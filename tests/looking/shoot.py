"""Pictures of every page: build/screenshots/GROUP/PAGE/WHO-LANGUAGE-TYPE-WIDTH.png, told in looks.json."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.looking.eyes import LANGUAGES, TYPES, Eyes, Look, View
from tests.looking.school import School, Visit
from tests.support.paths import BUILD

FOLDER = BUILD / "screenshots"
TOLD = FOLDER / "looks.json"
SETTLE_MILLISECONDS = 120  # what scripts still put in place when everything has loaded
TALLEST = 6000  # CSS pixels; nobody looks at more of a long list


def views_of(visit: Visit) -> Iterator[View]:
    """Learners' pages on a phone in three sizes and at a desk in one; staff's at a desk and on a phone."""
    for language in LANGUAGES:
        for type_ in TYPES if visit.page.is_learners else ("standard",):
            yield View(language, type_, 360)
        yield View(language, "standard", 1280)


def looks_of(visits: list[Visit], wanted: str) -> list[Look]:
    """Every view of every visit whose name holds each word of `wanted`; a view's contexts are used together."""
    looks = [Look(visit, view) for visit in visits for view in views_of(visit)]
    return [look for look in looks if all(word in look.name for word in wanted.split())]


class Camera:
    """Takes the pictures and remembers what is on them."""

    def __init__(self) -> None:
        self.told: dict[str, dict[str, Any]] = json.loads(TOLD.read_text()) if TOLD.exists() else {}

    async def __call__(self, page: Page, look: Look) -> None:
        """Take one picture of the whole page."""
        await page.wait_for_timeout(SETTLE_MILLISECONDS)
        path = FOLDER / f"{look.name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        height = await page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": look.view.width, "height": min(height, TALLEST)}
        await page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
        self.note(path, look.visit.page.group, look.visit.page.name, look.visit.part, look.view)

    def note(self, path: Path, group: str, name: str, part: str, view: View) -> None:
        """What is on the picture, for the index."""
        told = {"group": group, "name": name, "who": part, **vars(view)}
        self.told[str(path.relative_to(FOLDER))] = told

    def close(self) -> None:
        """Write down what is on the pictures that are there, those of earlier walks too."""
        self.told = {name: told for name, told in sorted(self.told.items()) if (FOLDER / name).exists()}
        FOLDER.mkdir(parents=True, exist_ok=True)
        TOLD.write_text(json.dumps(self.told, ensure_ascii=False, indent=1))


async def take_pictures(eyes: Eyes, school: School, camera: Camera, wanted: str) -> tuple[int, list[str]]:
    """Pictures of everything whose name holds the words; how many, and what went wrong."""
    visits, missing = school.visits()
    looks = looks_of(visits, wanted)
    wrong = await eyes.see_all(looks, camera)
    return len(looks), wrong + [f"{name}: no row for it in this school" for name in missing if not wanted]
