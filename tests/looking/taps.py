"""How often somebody has to tap between signing in and the first lesson: counted by doing it."""

from playwright.async_api import Page

from tests.looking.eyes import Eyes, View
from tests.looking.password import PASSWORD
from tests.looking.school import School

MOST = 12


async def taps_to_lesson(eyes: Eyes, school: School, part: str = "beginner") -> int:
    """Taps after the one that signs in, by the one button that each screen fills: the notice, home, the lesson.

    The beginner has never been here, so the privacy notice stands in between: nobody has to tap more often.
    Raises RuntimeError when that way leads to no lesson.
    """
    context = await eyes.new_context("anonymous", View("zh-hans"))
    page = await context.new_page()
    try:
        await page.goto(f"{school.url}/")
        await page.fill("[name=username]", school.logins[part])
        await page.fill("[name=password]", PASSWORD)
        await _tap(page)
        for taps in range(MOST):
            if await page.locator("article.lesson").count():
                return taps
            await _tap(page)
        raise RuntimeError(f"no lesson after {MOST} taps, but {page.url}")
    finally:
        await context.close()


async def _tap(page: Page) -> None:
    """The one filled button of the screen."""
    button = page.locator(".btn-main:visible").first
    async with page.expect_navigation():
        await button.click()
