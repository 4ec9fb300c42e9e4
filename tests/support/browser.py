"""The system's Chromium, driven by playwright; pictures of pages whose test failed."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from tests.servers.process import HINT, ServerError
from tests.support.paths import BUILD

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A common Android phone of the people who use this.
PHONE = ViewportSize(width=360, height=740)
# An office desktop.
DESKTOP = ViewportSize(width=1280, height=800)


def find_chromium() -> str:
    """The path of the system's Chromium. Raises ServerError."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        raise ServerError(f"no Chromium among {', '.join(NAMES)}: {HINT}")
    return found


@contextmanager
def launch_chromium() -> Iterator[Browser]:
    """A running browser without windows; it ends with its pipe to us, however we end."""
    # playwright's sync API keeps an event loop on this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def save_pictures(context: BrowserContext, test: str) -> None:
    """Keep a picture and the HTML of every open page of a failed `test` under build/screenshots/."""
    folder = BUILD / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "-", test)[-120:]
    for number, page in enumerate(context.pages, start=1):
        page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)
        (folder / f"{name}-{number}.html").write_text(page.content())
