"""The browser draws Chinese, and a failed test leaves a picture."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support import browser


def test_chinese_text_has_glyphs(page: Page) -> None:
    page.set_content('<p id="word">网格员</p><p id="none">\U000f0000\U000f0000\U000f0000</p>')
    assert page.inner_text("#word") == "网格员"
    assert page.locator("#word").screenshot() != page.locator("#none").screenshot()


def test_pictures_of_failed_tests_are_kept(
    browser_context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "BUILD", tmp_path)
    browser_context.new_page().set_content("<p>卷子收到了</p>")
    browser.save_pictures(browser_context, "tests/x.py::test_y[一]")
    assert sorted(p.name for p in (tmp_path / "screenshots").iterdir()) == [
        "tests-x.py-test_y-一--1.html",
        "tests-x.py-test_y-一--1.png",
    ]
