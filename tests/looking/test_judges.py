"""What the benchmarks of looks count can be found: each judge is shown a page with its fault."""

from playwright.sync_api import Page

from tests.looking.survey import JUDGES, foreign_words

FAULTY = """
<title>Sign in</title>
<p>请<a href="#">看说明</a>，再点下面。</p>
<button style="width:43px;height:44px;padding:0">小</button>
<input type="checkbox" id="t" style="width:20px"><label for="t" style="display:inline-block">同意</label>
<a class="skip" href="#">跳过</a>
<div style="width:900px" aria-label="Wide">宽</div>
<p translate="no">WeChat</p>
"""


def test_small_targets_are_found_and_links_in_sentences_are_left_out(page: Page) -> None:
    page.set_content(FAULTY)
    page.evaluate(JUDGES.read_text())
    assert [line[0].split(" ")[0] for line in page.evaluate("looking.small(44)")] == ["button.", "input."]
    assert page.evaluate("looking.small(10)") == []


def test_what_is_wider_than_the_window_is_found(page: Page) -> None:
    page.set_content(FAULTY)
    page.evaluate(JUDGES.read_text())
    beyond, what = page.evaluate("looking.overflow()")
    assert (beyond > 400, what) == (True, "div.")
    page.set_content("<p>窄</p>")
    assert page.evaluate("looking.overflow()") is None


def test_all_words_are_read_but_names(page: Page) -> None:
    page.set_content(FAULTY)
    page.evaluate(JUDGES.read_text())
    told = page.evaluate("looking.words()")
    assert ["title", "Sign in"] in told
    assert ["aria-label", "Wide"] in told
    assert [text for _where, text in told if "WeChat" in text] == []


def test_words_of_the_other_language_are_told_unless_people_wrote_them() -> None:
    content = "王秀兰 和平社区 Homeland"
    assert foreign_words("王秀兰，早上好", "en", content) == ["早上好"]
    assert foreign_words("Homeland 的 Excel：Sign in", "zh-hans", content) == ["Sign", "in"]
    assert foreign_words("学习", "zh-hans", content) == foreign_words("Learn", "en", content) == []
