"""What a phone downloads that has never been here, and how Lighthouse judges the five pages that matter most."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

from playwright.async_api import StorageState

from tests.looking.eyes import Eyes, View
from tests.looking.judges import installed
from tests.looking.school import School
from tests.support.browser import FLAGS, find_chromium

# The worst of these counts: (group, name, part) of pages.py.
FIRST_PAGES = (
    ("learn", "home", "worker"),
    ("learn", "course", "worker"),
    ("learn", "lesson", "worker"),
    ("exam", "question", "writer"),
    ("verify", "valid", "anonymous"),
)
CATEGORIES = ("performance", "accessibility", "best-practices")
LIGHTHOUSE_SECONDS = 300


@dataclass(frozen=True)
class Cold:
    """One page with an empty cache: bytes over the wire with their headers, and how many requests."""

    name: str
    bytes: int
    requests: int


def first_pages(school: School) -> Sequence[tuple[str, str, str]]:
    """(name, part, address) of the pages that count."""
    visits, _missing = school.visits()
    places = {(visit.page.group, visit.page.name, visit.part): visit.address for visit in visits}
    return [(f"{group}/{name}", part, places[group, name, part]) for group, name, part in FIRST_PAGES]


async def download(eyes: Eyes, school: School) -> list[Cold]:
    """Open each page once in a browser that knows nothing but the session."""
    return [await _download(eyes, name, part, school.url + place) for name, part, place in first_pages(school)]


async def _download(eyes: Eyes, name: str, part: str, address: str) -> Cold:
    context = await eyes.new_context(part, View("zh-hans"))
    page = await context.new_page()
    sizes: dict[str, int] = {}
    wire = await context.new_cdp_session(page)
    wire.on("Network.requestWillBeSent", lambda told: _count(sizes, told))
    wire.on("Network.loadingFinished", lambda told: _add(sizes, told))
    await wire.send("Network.enable")
    await wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await page.goto(address, wait_until="networkidle")
    await context.close()
    return Cold(name, sum(sizes.values()), len(sizes))


def _count(sizes: dict[str, int], told: dict[str, Any]) -> None:
    if not told["request"]["url"].startswith("data:"):
        sizes.setdefault(told["requestId"], 0)


def _add(sizes: dict[str, int], told: dict[str, Any]) -> None:
    if told["requestId"] in sizes:
        sizes[told["requestId"]] += int(told["encodedDataLength"])


def judge(school: School, sessions: dict[str, StorageState]) -> dict[str, dict[str, float]]:
    """Lighthouse's marks of each page, 0 to 100, by category; mobile, as its defaults are."""
    return {name: _judge(school.url + place, sessions.get(part)) for name, part, place in first_pages(school)}


def _judge(address: str, session: StorageState | None) -> dict[str, float]:
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in (session or {}).get("cookies", []))
    with tempfile.TemporaryDirectory() as folder:
        headers, report = Path(folder) / "headers.json", Path(folder) / "report.json"
        headers.write_text(json.dumps({"Cookie": cookies, "Accept-Language": "zh-CN"}))
        command = [
            *(str(installed() / ".bin" / "lighthouse"), address, "--quiet", "--output=json"),
            *(f"--output-path={report}", f"--extra-headers={headers}"),
            *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}"),
        ]
        env = {**os.environ, "CHROME_PATH": find_chromium()}
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, check=False, timeout=LIGHTHOUSE_SECONDS
        )
        if not report.exists():
            raise RuntimeError(f"Lighthouse did not judge {address}:\n{done.stdout}{done.stderr}")
        told = json.loads(report.read_text())
    if urldefrag(told["finalDisplayedUrl"]).url != address:
        raise RuntimeError(f"Lighthouse was led from {address} to {told['finalDisplayedUrl']}")
    return {name: 100 * told["categories"][name]["score"] for name in CATEGORIES} | {"lost": _lost(told)}


def _lost(told: dict[str, Any]) -> Any:
    """What cost marks, for whoever mends it."""
    return [
        f"{name}: {told['audits'][one['id']]['title']} {told['audits'][one['id']].get('displayValue', '')}"
        for name in CATEGORIES
        for one in told["categories"][name]["auditRefs"]
        if one["weight"]
        and (told["audits"][one["id"]]["score"] or 0) < 1
        and told["audits"][one["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
