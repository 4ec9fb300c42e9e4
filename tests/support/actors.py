"""The people of the story, each with a browser: what they tap, and nothing that they could not see."""

import json
import re
import time
import tomllib
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.support.browser import DESKTOP, PHONE
from tests.support.paths import ROOT

BANK = ROOT / "plugins/fujin/gridschool_fujin/packs/grid-worker-onboarding/questions/onboarding.toml"
PASSWORD = "lamp-in-the-window-7"
JOB_MILLISECONDS = 120_000
LEAST_READING_SECONDS = 60


class Actor:
    """Somebody with a browser of their own on one site."""

    size = PHONE

    def __init__(self, browser: Browser, base: str) -> None:
        self.base = base
        self.context: BrowserContext = browser.new_context(
            viewport=self.size, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def log_in(self, name: str, password: str) -> None:
        self.go("/login/")
        self.page.get_by_label("手机号或工号").fill(name)
        self.page.locator("[name=password]").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def press(self, words: str) -> None:
        """Press the button or link that says so."""
        self.page.locator("button, a").filter(has_text=words, visible=True).first.click()


class Staff(Actor):
    """Somebody with one of the demonstration school's accounts."""

    role = ""

    def __init__(self, browser: Browser, base: str, accounts: Path) -> None:
        super().__init__(browser, base)
        account = json.loads(accounts.read_text(encoding="utf-8"))[self.role]
        self.log_in(account["login"], account["password"])


class Officer(Staff):
    size = DESKTOP
    role = "officer"

    def import_roster(self, workbook: bytes) -> None:
        """Upload, look at the comparison, confirm, wait for the job, follow it to the result."""
        self.go("/admin/people/imports/new/")
        self.page.locator("[name=file]").set_input_files(
            {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": workbook}
        )
        self.press("上传并比对")
        self.press("确认导入")
        self.page.get_by_role("link", name="查看结果").click(timeout=JOB_MILLISECONDS)
        expect(self.page.get_by_text("已导入").first).to_be_visible()

    def print_slips(self) -> dict[str, tuple[str, str]]:
        """Print login slips for the new people; returns name -> (worker number, code) as the paper says."""
        self.page.locator("a[href*='slips/?import=']").click()
        self.press("生成登录条")
        slips = {}
        for slip in self.page.locator("section.slip").all():
            number, code = slip.locator("dd.number"), slip.locator("dd.code")
            slips[slip.locator("h2").inner_text()] = (number.inner_text(), code.inner_text())
        return slips

    def open_run(self, title: str, numbers: list[str]) -> None:
        """Open a run for the county and put the people with these worker numbers into it."""
        self.go("/admin/runs/open/")
        today = timezone.localdate()
        self.page.locator("[name=course]").select_option(label=self._option("course", "网格员岗前培训"))
        self.page.locator("[name=unit]").select_option(label=self._county())
        self.page.locator("[name=title]").fill(title)
        self.page.locator("[name=starts_on]").fill(today.isoformat())
        self.page.locator("[name=ends_on]").fill((today + timedelta(days=30)).isoformat())
        self.press("开好，下一步选人")
        for number in numbers:
            self.page.locator("tr", has_text=number).get_by_role("checkbox").check()
        self.press("只加勾选的人")
        self.press("确认加进去")
        expect(self.page.get_by_text(numbers[0]).first).to_be_visible()

    def _option(self, name: str, words: str) -> str:
        """The words of the option that begins with these."""
        options = self.page.locator(f"[name={name}] option").all_inner_texts()
        return next(option for option in options if option.strip().startswith(words))

    def _county(self) -> str:
        return self.page.locator("[name=unit] option").nth(1).inner_text()

    def issue(self, title: str) -> bytes:
        """Issue to everybody who is ready; returns the print file."""
        self.go("/admin/certificates/issue/")
        row = self.page.locator("tr", has_text=title)
        row.get_by_role("link").first.click()
        self.press("编号并制作打印文件")
        opening = self.page.get_by_role("link", name="打开打印文件")
        expect(self.page.locator("main, .gs").first).to_be_visible()
        result = self.page.get_by_role("link", name="查看结果")
        opening.or_(result).first.wait_for(timeout=JOB_MILLISECONDS)
        if result.is_visible():
            result.click()
        address = opening.get_attribute("href") or ""
        return self.context.request.get(self.base + address).body()


class Trainer(Staff):
    role = "trainer"

    def plan_session(self, run: str, place: str) -> None:
        """Plan a session of the run's drill for tomorrow morning."""
        self.go("/teach/drills/new/")
        what = self.page.locator(f"[name=what] optgroup[label*='{run}'] option").first.get_attribute("value")
        self.page.locator("[name=what]").select_option(value=what)
        self.page.locator("[name=day]").fill((timezone.localdate() + timedelta(days=1)).isoformat())
        self.page.locator("[name=begins]").fill("09:00")
        self.page.locator("[name=ends]").fill("11:00")
        self.page.locator("[name=place]").fill(place)
        self.page.locator("button[form=plan], #plan button[type=submit]").first.click()
        self.page.wait_for_url(re.compile(r"/teach/drills/[0-9a-f-]{36}/$"))
        self.session = self.page.url.removeprefix(self.base)

    def check_in_and_score(self, name: str) -> str:
        """Tick the learner in, tap one deduction, save; returns what the page says of the total."""
        self.go(self.session)
        row = self.page.locator("li", has_text=name)
        row.get_by_role("button").click()
        self.page.locator("li", has_text=name).get_by_role("link", name="评分").click()
        self.page.locator("[name=cut]").first.locator("xpath=following-sibling::label").click()
        total = self.page.locator("[data-total] b").inner_text()
        here = self.page.url
        self.page.locator(".dock button[type=submit]").click()
        self.page.wait_for_url(lambda address: address != here)
        return total


class Worker(Actor):
    """A grid worker with a phone."""

    def choose_password(self) -> None:
        """The first login leads here, whatever was asked for."""
        expect(self.page).to_have_url(re.compile(r"/password/"))
        self.page.locator("[name=new_password1]").fill(PASSWORD)
        self.page.locator("[name=new_password2]").fill(PASSWORD)
        self.press("就用这个密码")

    def read_notice(self) -> None:
        """Then what is kept about people is told once; nothing has to be agreed to."""
        expect(self.page).to_have_url(re.compile(r"/notice/"))
        expect(self.page.get_by_role("checkbox", checked=True)).to_have_count(0)
        self.press("我知道了")

    def open_lessons(self) -> list[str]:
        """Open every lesson of the course once; returns their addresses."""
        self.press("看课程目录")
        self.course = self.page.url.removeprefix(self.base)
        steps = self.page.locator(".steps a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        self.opened_at = time.monotonic()
        lessons = []
        for address in steps:
            self.go(address)
            if self.page.locator("#done").count():
                lessons.append(address)
        return lessons

    def finish_lessons(self, lessons: list[str]) -> None:
        """Press 学完了 on each, once the least time for reading is over."""
        time.sleep(max(0.0, LEAST_READING_SECONDS + 1 - (time.monotonic() - self.opened_at)))
        for address in lessons:
            self.go(address)
            self.press("学完了")
            self.page.wait_for_load_state()

    def book(self, place: str) -> None:
        self.go("/drills/")
        self.page.locator("a", has_text=place).click()
        self.press("我要报名")
        expect(self.page.get_by_text("已报名").first).to_be_visible()

    def start_exam(self) -> None:
        self.go(self.course)
        self.page.locator(".steps a", has_text="考试").last.click()
        self.press("开始考试")
        expect(self.page.locator("#dock-question")).to_be_visible()
        self.paper = self.page.url.partition("#")[0]

    def answer(self, slots: range) -> None:
        """Answer these questions as the bank has them, one after the other."""
        known = right_answers()
        for slot in slots:
            question = self.page.locator(f"#q{slot}")
            expect(question).to_be_visible()
            stem = question.locator("legend, h2, h3").first.inner_text()
            right = known[next(text for text in known if text in stem)]
            for label in question.locator(".pick label").all():
                if label.locator("span").last.inner_text().strip() in right:
                    label.click()
            self.page.locator("#next").click()

    def saved(self) -> str:
        return self.page.locator("#saved").inner_text().strip()

    def lose_the_tab(self) -> None:
        """The phone kills the tab: its process is gone, no event runs. Then the paper is opened again."""
        with suppress(Error):  # Chromium ends the process of the tab that opens this address
            self.page.goto("chrome://crash")
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(self.paper)

    def hand_in(self) -> None:
        self.go(self.paper.removeprefix(self.base) + "submit/")
        self.page.locator("#hand-in button[type=submit]").click()
        expect(self.page.get_by_text("卷子收到了").first).to_be_visible()


def right_answers() -> dict[str, set[str]]:
    """Stem -> texts of the right options, from the pack."""
    found = {}
    for question in tomllib.loads(BANK.read_text(encoding="utf-8"))["questions"]:
        if question["type"] == "judge":
            found[question["stem"]] = {"正确" if question["answer"] else "错误"}
        else:
            chosen = ["ABCDE".index(letter) for letter in question["answer"]]
            found[question["stem"]] = {question["options"][place] for place in chosen}
    return found
