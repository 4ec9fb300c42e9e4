"""Phones as they are: no script, no pictures, huge letters, a wrong clock, a network that goes away.

One browser and one installation for all; what is looked at is made by tests/support/hard_places.py.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.support.browser import PHONE
from tests.support.hard_places import LONG_NAME
from tests.support.live_site import LiveSite

CODE = "import json; from tests.support.hard_places import prepare; print(json.dumps(prepare()))"
WECHAT = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/86.0.4240.99 XWEB/3225 MicroMessenger/8.0.16"
LARGEST = "document.documentElement.style.fontSize = '27px'; document.body.style.webkitTextSizeAdjust = '150%'"
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
THREE_DAYS_AHEAD = """
  const Real = Date; const ahead = 3 * 24 * 3600 * 1000;
  window.Date = class extends Real {
    constructor(...args) { if (args.length) super(...args); else super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
"""
# What a phone that can speak Chinese offers; each saying waits until the test ends it.
VOICE = """
  const said = window.said = [];
  const voice = { lang: 'zh-CN', localService: true, name: 'x' };
  const synth = { getVoices: () => [voice], addEventListener() {}, cancel() {},
    speak(saying) { said.push(saying.text); window.endSaying = () => saying.onend(); } };
  Object.defineProperty(window, 'speechSynthesis', { value: synth });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture(scope="module")
def site(live_sites: Callable[[str], LiveSite]) -> LiveSite:
    return live_sites("embedded")


@pytest.fixture(scope="module")
def land(site: LiveSite) -> dict[str, str]:
    return json.loads(site.shell(CODE).splitlines()[-1])


@pytest.fixture(scope="module")
def signed_in(site: LiveSite, land: dict[str, str], chromium: Browser) -> dict[str, Any]:
    """The cookies of the worker and of the trainer."""
    return {who: _cookies(chromium, site, land, who) for who in ("worker", "trainer")}


def _cookies(chromium: Browser, site: LiveSite, land: dict[str, str], who: str) -> Any:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/login/")
    _log_in(page, land, who)
    page.wait_for_url(re.compile(r"/(teach/)?$|/admin/"))
    state = context.storage_state()
    context.close()
    return state


def _log_in(page: Page, land: dict[str, str], who: str) -> None:
    page.locator("[name=username]").fill(land[who])
    page.locator("[name=password]").fill(land["password"])
    page.locator("[name=password]").press("Enter")


@pytest.fixture
def visit(site: LiveSite, signed_in: dict[str, Any], chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address as somebody, in a context with the given options."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, who: str = "worker", *, script: str = "", **options: Any) -> Page:
        chosen = {"viewport": PHONE, "locale": "zh-CN", "base_url": site.url} | options
        context = chromium.new_context(storage_state=signed_in.get(who), **chosen)
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("width", "height", "script"),
    [(320, 640, ""), (360, 740, LARGEST), (640, 400, "")],
    ids=["narrow", "largest letters of WeChat", "zoomed to 200 %"],
)
def test_nothing_runs_out_of_the_side_and_no_name_is_cut(
    visit: Callable[..., Page], land: dict[str, str], width: int, height: int, script: str
) -> None:
    told = {}
    for who, paths in {
        "worker": ("/", land["run"], land["lesson"], "/hours/", "/drills/", "/me/", land["paper"]),
        "trainer": ("/teach/", land["session"], land["score"]),
    }.items():
        page = visit("/me/", who, viewport={"width": width, "height": height})
        for path in paths:
            page.goto(path)
            if script:
                page.evaluate(script)
            told[path] = max(page.evaluate(SIDEWAYS), 0)
            if path in ("/", "/me/", land["session"], land["score"]):
                assert LONG_NAME in page.locator("main, .night, .head").all_inner_texts().__str__()
    assert told == dict.fromkeys(told, 0)


def test_without_a_script_people_read_and_answer(visit: Callable[..., Page], land: dict[str, str]) -> None:
    page = visit("/", java_script_enabled=False)
    page.get_by_role("link", name="接着学", exact=True).click()
    assert page.url.endswith(land["lesson"])
    expect(page.get_by_text("入户走访，头一分钟最要紧。")).to_be_visible()
    page.goto(land["paper"])
    page.locator("#q1 label").first.click()
    page.locator("#dock-plain button[value=stay]").click()
    expect(page.locator("#saved-words")).to_contain_text("1/5")


def test_without_pictures_every_page_still_says_where_one_is(
    visit: Callable[..., Page], land: dict[str, str]
) -> None:
    page = visit("/me/")
    page.route(re.compile(r"\.(svg|png|webp|jpg)(\?|$)"), lambda route: route.abort())
    for path in ("/", land["run"], "/drills/"):
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("svg.i").first.bounding_box()["width"] > 10


def test_a_page_that_breaks_off_is_readable_and_has_a_way_out(
    visit: Callable[..., Page], land: dict[str, str]
) -> None:
    page = visit("/me/")

    def break_off(route: Route) -> None:
        whole = route.fetch().body()
        route.fulfill(body=whole[: whole.index("头一分钟".encode())], content_type="text/html; charset=utf-8")

    page.route(f"**{land['lesson']}", break_off)
    page.goto(land["lesson"])
    expect(page.get_by_text("入户走访")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    page.get_by_role("link", name="课程目录").click()
    assert page.url.endswith(land["run"])


def test_a_wrong_clock_changes_neither_the_time_left_nor_the_code(
    visit: Callable[..., Page], land: dict[str, str]
) -> None:
    pages = [visit(land["paper"], script=script) for script in (THREE_DAYS_AHEAD, "")]
    wrong, right = (_seconds(page.locator("#clock").inner_text()) for page in pages)
    assert 0 < wrong <= 2400
    assert abs(wrong - right) < 60
    trainer = visit(f"{land['session']}code/", "trainer", script=THREE_DAYS_AHEAD)
    honest = visit(f"{land['session']}code/", "trainer")
    assert trainer.locator(".tian").inner_text() == honest.locator(".tian").inner_text()


def _seconds(clock: str) -> int:
    minutes, seconds = clock.split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_score_sheet_outlives_the_network_and_the_page(visit: Callable[..., Page], land: dict[str, str]) -> None:
    page = visit(land["score"], "trainer")
    page.locator("[name=cut] + label").first.click()
    page.locator("[name=note]").fill("敲门很稳")
    page.reload()
    expect(page.locator("[name=cut]").first).to_be_checked()
    expect(page.locator("[name=note]")).to_have_value("敲门很稳")
    page.context.set_offline(True)
    page.get_by_role("button", name="存下").click()
    expect(page.locator("#unsent")).to_contain_text("没有网络")
    page.context.set_offline(False)
    page.goto(land["session"])
    expect(page.locator("#unsent")).to_be_hidden()
    page.reload()
    expect(page.locator(".roster")).to_contain_text("80 分")


def test_a_lesson_is_read_aloud_where_the_phone_can_speak(
    visit: Callable[..., Page], land: dict[str, str]
) -> None:
    silent = visit(land["lesson"])
    expect(silent.get_by_role("button", name="念给我听")).to_be_hidden()
    page = visit(land["lesson"], script=VOICE)
    assert page.evaluate("said.length") == 0
    page.get_by_role("button", name="念给我听").click()
    expect(page.locator(".is-spoken")).to_have_text("入户走访，头一分钟最要紧。")
    assert page.evaluate("said") == ["入户走访，头一分钟最要紧。"]
    page.evaluate("endSaying()")
    expect(page.locator(".is-spoken")).to_have_count(0)
    page.get_by_role("button", name="念给我听").click()
    page.get_by_role("button", name="停下来").click()
    expect(page.locator(".is-spoken")).to_have_count(0)


def test_a_deep_link_in_wechat_comes_back_after_signing_in(
    visit: Callable[..., Page], land: dict[str, str]
) -> None:
    page = visit(land["lesson"], "nobody", user_agent=WECHAT)
    _log_in(page, land, "worker")
    page.wait_for_url(f"**{land['lesson']}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_words_that_were_typed_outlive_a_broken_network(visit: Callable[..., Page], land: dict[str, str]) -> None:
    page = visit("/me/data/ask/erasure/")
    page.locator("[name=text]").fill("我已经不在这个单位了")
    page.context.set_offline(True)
    with pytest.raises(Error):
        page.reload()
    page.context.set_offline(False)
    page.goto("/me/data/ask/erasure/")
    expect(page.locator("[name=text]")).to_have_value("我已经不在这个单位了")
