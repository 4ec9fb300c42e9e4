"""The browser that looks: one Chromium, a context for everybody in every view, two pages at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright

from tests.looking.acts import ACTS
from tests.looking.console import watch
from tests.looking.password import PASSWORD
from tests.looking.school import School, Visit
from tests.support.browser import FLAGS, find_chromium

LANGUAGES = {"zh-hans": "zh-CN", "en": "en-US"}
# What the look of a page hangs on: cookies, where the login says nothing.
TYPES = {
    "standard": {},
    "large": {"elder": "elder"},
    "largest": {"elder": "max"},
    "contrast": {"contrast": "high"},
}
WIDTHS = {360: 740, 1280: 800, 320: 640}
AT_ONCE = 2
PAGE_SECONDS = 120


@dataclass(frozen=True)
class View:
    """How a page is looked at."""

    language: str
    type: str = "standard"
    width: int = 360


@dataclass(frozen=True)
class Look:
    """A visit in one view."""

    visit: Visit
    view: View

    @property
    def name(self) -> str:
        return f"{self.visit.name}-{self.view.language}-{self.view.type}-{self.view.width}"


Seen = Callable[[Page, Look], Awaitable[None]]


class Eyes:
    """Opens pages of a school. A session is opened once by everybody who takes part, and used in every view."""

    def __init__(self, browser: Browser, school: School) -> None:
        self.browser = browser
        self.school = school
        self.sessions: dict[str, StorageState] = {}
        self.contexts: dict[tuple[str, View], BrowserContext] = {}
        self.lock = asyncio.Lock()

    async def see_all(self, looks: Iterable[Look], seen: Seen) -> list[str]:
        """Show each page to `seen`, two at a time; returns what went wrong, with names."""
        waiting, wrong = list(looks)[::-1], []

        async def work() -> None:
            while waiting:
                look = waiting.pop()
                try:
                    await asyncio.wait_for(self.see(look, seen), PAGE_SECONDS)
                except Exception as error:  # one page that fails must not hide the others
                    wrong.append(f"{look.name}: {repr(error)[:200]}")

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        return wrong

    async def see(self, look: Look, seen: Seen) -> None:
        """Open the page as its visitor, do what is done there, and show it."""
        visit = look.visit
        is_lone = bool(visit.page.act)
        make = self.new_context if is_lone else self.context
        context = await make(visit.part, look.view)
        page = await context.new_page()
        watch(page)
        try:
            answer = await page.goto(self.school.url + visit.address)
            if visit.page.act:
                await ACTS[visit.page.act](page, self.school)
            elif answer is not None and answer.status != visit.page.status:
                raise RuntimeError(f"answered {answer.status}, not {visit.page.status}")
            await seen(page, look)
        finally:
            await page.close()
            if is_lone:
                await context.close()

    async def context(self, part: str, view: View) -> BrowserContext:
        """The browser of somebody in this view; made once."""
        async with self.lock:
            if (part, view) not in self.contexts:
                self.contexts[part, view] = await self.new_context(part, view)
            return self.contexts[part, view]

    async def new_context(self, part: str, view: View) -> BrowserContext:
        """A browser of somebody that has cached nothing; the caller closes it."""
        if part != "anonymous" and part not in self.sessions:
            self.sessions[part] = await self._log_in(part)
        context = await self.browser.new_context(
            viewport={"width": view.width, "height": WIDTHS[view.width]},
            locale=LANGUAGES[view.language],
            timezone_id="Asia/Shanghai",
            storage_state=self.sessions.get(part),
            reduced_motion="reduce",
        )
        context.set_default_timeout(PAGE_SECONDS * 1000)
        cookies = {"django_language": view.language, **TYPES[view.type]}
        await context.add_cookies(
            [{"name": name, "value": value, "url": self.school.url} for name, value in cookies.items()]
        )
        return context

    async def _log_in(self, part: str) -> StorageState:
        context = await self.browser.new_context(locale="zh-CN")
        page = await context.new_page()
        await page.goto(f"{self.school.url}/login/")
        await page.fill("[name=username]", self.school.logins[part])
        await page.fill("[name=password]", PASSWORD)
        async with page.expect_navigation():
            await page.press("[name=password]", "Enter")
        state = await context.storage_state()
        await context.close()
        return state


@asynccontextmanager
async def open_eyes(school: School) -> AsyncIterator[Eyes]:
    """A running Chromium that looks at this school."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield Eyes(browser, school)
        finally:
            await browser.close()
