"""The main job in a real browser: from the roster to a certificate that a stranger verifies.

Phone size for the worker and the trainer, desktop for the officer. Every step is one that the screens offer.
"""

import secrets
import subprocess
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, expect

from people.api import check_character
from tests.support.actors import Actor, Officer, Trainer, Worker
from tests.support.live_site import LiveSite
from tests.support.workbooks import roster_workbook

NAMES = ["司马青禾", "张䶮"]


def test_from_the_roster_to_a_verified_certificate(live_site: LiveSite, chromium: Browser, tmp_path: Path) -> None:
    accounts = live_site.var / "demo-accounts.json"
    mark = secrets.token_hex(2)
    run, place = f"第 {mark} 期", f"演练场 {mark}"
    rows = [[name, identity_number(n), f"1370000{n:04d}", "长安镇", "网格员"] for n, name in enumerate(NAMES)]

    officer = Officer(chromium, live_site.url, accounts)
    officer.import_roster(roster_workbook(rows))
    slips = officer.print_slips()
    assert set(slips) == set(NAMES)
    officer.open_run(run, [number for number, _code in slips.values()])

    worker = Worker(chromium, live_site.url)
    worker.log_in(*slips[NAMES[0]])
    worker.choose_password()
    worker.read_notice()
    expect(worker.page.get_by_text(NAMES[0]).first).to_be_visible()
    lessons = worker.open_lessons()
    assert len(lessons) == 5

    trainer = Trainer(chromium, live_site.url, accounts)
    trainer.plan_session(run, place)
    worker.book(place)
    assert trainer.check_in_and_score(NAMES[0]) == "98"

    worker.finish_lessons(lessons)
    worker.start_exam()
    worker.answer(range(1, 13))
    expect(worker.page.locator("#saved")).to_contain_text("12/25")
    worker.lose_the_tab()
    expect(worker.page.locator("#saved")).to_contain_text("12/25")
    worker.answer(range(13, 26))
    expect(worker.page.locator("#saved")).to_contain_text("25/25")
    worker.hand_in()

    pages = officer.issue(run)
    address = read_code(pages, tmp_path)
    assert address.startswith(f"{live_site.url}/v/")

    worker.go("/certificates/")
    worker.press("看证书")
    paper = worker.page.get_by_role("link", name="打开 PDF", exact=True).get_attribute("href")
    assert worker.context.request.get(f"{live_site.url}{paper}").body().startswith(b"%PDF-")

    stranger = Actor(chromium, live_site.url)
    stranger.page.goto(address)
    expect(stranger.page.get_by_text("这本证书有效")).to_be_visible()
    expect(stranger.page.get_by_text("司马**")).to_be_visible()
    expect(stranger.page.get_by_text(NAMES[0])).to_have_count(0)


def identity_number(place: int) -> str:
    """A valid number of nobody, new at each run."""
    digits = f"990101{1970 + place}0101{secrets.randbelow(1000):03d}"
    return digits + check_character(digits + "0")


def read_code(pdf: bytes, folder: Path) -> str:
    """The address in the code on the first page, read from the paper as a phone would."""
    (folder / "print.pdf").write_bytes(pdf)
    command = [
        "pdftoppm",
        "-r",
        "150",
        "-png",
        "-singlefile",
        "-f",
        "1",
        str(folder / "print.pdf"),
        str(folder / "page"),
    ]
    subprocess.run(command, check=True)
    [code] = zxingcpp.read_barcodes(Image.open(folder / "page.png"))
    return str(code.text)
