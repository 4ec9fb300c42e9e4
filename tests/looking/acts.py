"""What is done on a page before it is looked at: the states that no address leads to."""

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page

from tests.looking.password import PASSWORD
from tests.looking.school import School

Act = Callable[[Page, School], Awaitable[None]]


async def _form(page: Page) -> Locator:
    """The form that the page is about: one that is posted, else the one that asks."""
    posted = page.locator("main form[method=post]")
    return posted.first if await posted.count() else page.locator("main form").first


async def _send(page: Page, selector: str = "") -> None:
    """Send the form as a browser does that checks nothing, and wait for the answer."""
    form = page.locator(selector).first if selector else await _form(page)
    await form.evaluate("form => { form.noValidate = true; }")
    async with page.expect_navigation():
        await form.evaluate("form => form.requestSubmit()")


async def send_empty(page: Page, school: School) -> None:
    """Every field of the page's form is left empty."""
    form = await _form(page)
    await form.evaluate(
        "form => form.querySelectorAll('input:not([type=hidden]):not([type=radio]):not([type=checkbox]),textarea')"
        ".forEach(field => { field.value = ''; })"
    )
    await _send(page)


async def wrong_password(page: Page, school: School) -> None:
    """A login that exists, and a password that is not its own."""
    await page.fill("[name=username]", school.logins["newcomer"])
    await page.fill("[name=password]", "not-the-password")
    await _send(page)


async def weak_password(page: Page, school: School) -> None:
    """A new password that is too short, typed in two ways."""
    fields = await page.locator("main input[type=password]").all()
    for field, text in zip(fields, (PASSWORD, "123", "124"), strict=False):
        await field.fill(text)
    await _send(page)


async def ask_code(page: Page, school: School) -> None:
    """A login code for a number of which nobody knows whether it is in the roster."""
    await page.fill("[name=phone]", "13900027777")
    await _send(page)


async def type_wrong_code(page: Page, school: School) -> None:
    await ask_code(page, school)
    await page.fill("[name=code]", "000000")
    await _send(page)


async def choose_among_two(page: Page, school: School) -> None:
    """Two brothers share a telephone; the code was right."""
    await page.fill("[name=phone]", "13900029999")
    await _send(page)
    message = (school.site.var / "sms.txt").read_text().strip().splitlines()[-1]
    code = re.findall(r"(?<!\d)\d{6}(?!\d)", message)[-1]
    await page.fill("[name=code]", code)
    await _send(page)


async def log_in_carefully(page: Page, school: School) -> None:
    """The password was right; now the second factor is asked for."""
    await page.fill("[name=username]", school.logins["careful"])
    await page.fill("[name=password]", PASSWORD)
    await _send(page)


async def wrong_room_code(page: Page, school: School) -> None:
    await page.fill("[name=code]", "0000")
    await _send(page, "form#code")


async def lose_the_network(page: Page, school: School) -> None:
    """An answer is given while there is no network."""
    await page.context.set_offline(True)
    await page.locator("label[for^=q]:visible").first.click()
    await page.wait_for_timeout(700)


async def lose_the_cookie(page: Page, school: School) -> None:
    """The form was opened long ago, by a browser that has forgotten it."""
    await page.context.clear_cookies(name="csrftoken")
    await page.fill("[name=username]", "somebody")
    await page.fill("[name=password]", "something")
    await _send(page)


ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        send_empty,
        wrong_password,
        weak_password,
        ask_code,
        type_wrong_code,
        choose_among_two,
        log_in_carefully,
        wrong_room_code,
        lose_the_network,
        lose_the_cookie,
    )
}
