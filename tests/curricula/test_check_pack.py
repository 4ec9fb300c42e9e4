"""A valid pack is understood; every mistake is reported with its file, line and code."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from curricula.rules import folder as limits
from curricula.rules.tree import CheckedPack, pack_uid
from curricula.services.check_pack import check_pack
from tests.factories.curricula import change

LESSON, DRILL, BANK = "lessons/01-knock.md", "drills/r1.toml", "questions/all.toml"
PAPER, CERTIFICATE, HTML = "papers/final.toml", "certificates/completion.toml", "certificates/c.html"

MISTAKES = [
    # pack.toml and course.toml
    ("pack.toml", "format = 1", "format = 2", 1, "unknown_value"),
    ("pack.toml", 'id = "tiny"', 'id = "Tiny!"', 2, "bad_pattern"),
    ("pack.toml", 'title = "小课包"\n', "", 1, "missing_key"),
    ("pack.toml", 'licence = "CC', 'colour = "red"\nlicence = "CC', 6, "unknown_key"),
    ("pack.toml", '"1.0.0"', '"1.0"', 4, "bad_pattern"),
    ("pack.toml", '"230882"', '"990101"', 5, "area_unknown"),
    ("pack.toml", '"230882"', '"230800"', 5, "area_unknown"),
    ("pack.toml", '"230882"', "230882", 5, "wrong_type"),
    ("pack.toml", "format = 1", "format =", 1, "toml_syntax"),
    ("course.toml", "hours_required = 2.5", "hours_required = -1", 5, "out_of_range"),
    ("course.toml", "hours_required = 2.5", "hours_required = 2.55", 5, "too_many_decimals"),
    ("course.toml", 'lesson = "l01"', 'lesson = "l01"\ndrill = "r1"', 8, "step_kind"),
    ("course.toml", 'paper = "final"\n', "", 15, "step_key_missing"),
    ("course.toml", 'drill = "r1"', 'drill = "r1"\nattempts = 3', 13, "step_key_unexpected"),
    ("course.toml", 'drill = "r1"', 'drill = "r1"\nmock = true', 13, "step_key_unexpected"),
    ("course.toml", "attempts = 3", 'attempts = 3\nmock = "yes"', 20, "wrong_type"),
    ("course.toml", 'drill = "r1"', 'lesson = "l01"', 12, "step_twice"),
    ("course.toml", 'lesson = "l01"', 'lesson = "l99"', 9, "step_unknown"),
    ("course.toml", 'paper = "final"', 'paper = "other"', 16, "paper_unknown"),
    ("course.toml", 'certificate = "completion"', 'certificate = "none"', 6, "certificate_unknown"),
    # lessons
    (LESSON, "+++\nid", "id", 1, "front_matter_missing"),
    (LESSON, 'id = "l01"', 'id = "l01', 2, "toml_syntax"),
    (LESSON, "minutes = 45", 'minutes = "45"', 5, "wrong_type"),
    (LESSON, 'summary = "头一分钟。"', f'summary = "{"长" * 201}"', 6, "too_long"),
    (LESSON, "## 门口四步", "# 门口四步", 9, "markdown_not_allowed"),
    (LESSON, "- 敲\n", "![图](a.png)\n", 14, "markdown_not_allowed"),
    (LESSON, "停一停。", "停一停<br>。", 12, "html_not_allowed"),
    (LESSON, "停一停。", "[停](http://example.com)。", 12, "link_not_https"),
    (LESSON, "::: case", "::: story", 21, "container_unknown"),
    (LESSON, "::: case 一双旧棉鞋", "::: case", 21, "container_title"),
    (LESSON, "- 不许诺。\n:::", "- 不许诺。", 34, "container_not_closed"),
    (LESSON, "- 退\n", "- 退\n\n:::\n", 17, "container_stray_end"),
    (LESSON, " | 2011-01-01", "", 17, "law_heading"),
    (LESSON, "2011-01-01", "2011-1-1", 17, "law_date"),
    (LESSON, "- [x]", "- [ ]", 28, "check_key"),
    (LESSON, "怎么做最好？\n", "", 28, "check_question"),
    (LESSON, "- [ ] 硬闯\n", "", 28, "check_choices"),
    (LESSON, "> 住户说了算。\n", "", 28, "check_explanation"),
    (LESSON, "> 住户", "不对\n> 住户", 31, "check_line"),
    (LESSON, "- 不许诺。", "不许诺。", 36, "summary_line"),
    # drills
    (DRILL, "points = 60", "points = 59", 15, "rubric_total"),
    (DRILL, 'label = "登记"', 'label = "亮证"', 23, "rubric_label_twice"),
    (DRILL, "points = 4 }", "points = 41 }", 20, "deduction_too_large"),
    (DRILL, "## 怎么练", "#### 怎么练", 9, "markdown_not_allowed"),
    (DRILL, "1. 看一遍", "1. [看](https://example.com)", 11, "markdown_not_allowed"),
    # questions
    (BANK, 'id = "q002"', 'id = "q001"', 17, "id_twice"),
    (BANK, 'answer = "C"', 'answer = "CD"', 11, "answer_bad"),
    (BANK, 'answer = "ABC"', 'answer = "CAB"', 23, "answer_bad"),
    (BANK, 'answer = "ABC"', 'answer = "ABF"', 23, "answer_bad"),
    (BANK, "answer = false", 'answer = "B"', 32, "answer_bad"),
    (BANK, ', "搜查"', "", 10, "options_count"),
    (BANK, '"搜查"', '"罚款"', 10, "options_alike"),
    (BANK, "law_as_of = 2026-06-27\n", "", 13, "law_as_of"),
    (BANK, "difficulty = 2", "difficulty = 6", 20, "out_of_range"),
    (BANK, 'type = "judge"', 'type = "essay"', 28, "unknown_value"),
    # papers
    (PAPER, 'fixed = ["q001"]', 'fixed = ["q099"]', 11, "fixed_unknown"),
    (PAPER, 'fixed = ["q001"]', 'fixed = ["q002"]', 11, "fixed_type"),
    (PAPER, 'fixed = ["q001"]', 'fixed = ["q001", "q001"]', 11, "fixed_twice"),
    (PAPER, 'fixed = ["q001"]\n', "", 6, "section_empty"),
    (PAPER, '{ topic = "T01", count = 1 }', '{ topic = "T09", count = 1 }', 18, "draw_too_many"),
    (PAPER, '{ topic = "", count = 1 }', '{ topic = "", count = 2 }', 26, "draw_too_many"),
    (PAPER, 'marking = "exact"', 'marking = "proportional"', 10, "marking_for_type"),
    (PAPER, "pass_percent = 60", 'pass_percent = 60\nbank = "other"', 5, "bank_unknown"),
    # certificates
    (CERTIFICATE, "{seq:05d}", "{number}", 5, "number_template"),
    (CERTIFICATE, 'css = "c.css"', 'css = "../c.css"', 10, "bad_pattern"),
    (CERTIFICATE, 'note = "本证书为培训证明"', "note = 1", 8, "wrong_type"),
    (HTML, "{{ hours }}", "{{ salary }}", 6, "certificate_variable"),
    (HTML, "{% if name|length > 25 %}", "{% if age > 25 %}", 4, "certificate_variable"),
    (HTML, "<title>", '{% include "x" %}<title>', 2, "certificate_tag"),
    (HTML, "{% endfor %}", "", 5, "certificate_syntax"),
    (HTML, '<img src="{{ art }}"', '<img src="https://example.com/a.png"', 3, "outside_reference"),
    ("certificates/c.css", "h1 {", "@import 'x.css'; h1 {", 2, "outside_reference"),
    ("certificates/c.svg", "<rect", "<script/><rect", 1, "outside_reference"),
    # files
    ("notes.txt", "", "x", 0, "unknown_file"),
    ("lessons/deep/02.md", "", "x", 0, "unknown_file"),
    ("certificates/d.css", "", "x", 0, "asset_unused"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "code"), MISTAKES, ids=lambda value: str(value)[:25])
def test_a_mistake_is_reported_where_it_stands(
    folder: Path, file: str, old: str, new: str, line: int, code: str
) -> None:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    change(folder, file, old, new)
    errors = check_pack(folder)
    assert isinstance(errors, list)
    assert (file, line, code) in [(error.file, error.line, error.code) for error in errors]


def found(folder: Path) -> list[tuple[str, int, str]]:
    errors = check_pack(folder)
    assert isinstance(errors, list)
    return [(error.file, error.line, error.code) for error in errors]


def test_a_valid_pack_becomes_a_tree(folder: Path) -> None:
    pack = check_pack(folder)
    assert isinstance(pack, CheckedPack)
    assert pack.head.id == "tiny"
    assert list(pack.lessons) == ["l01"]
    assert [question.answer for question in pack.banks["onboarding"].questions] == ["C", "ABC", False]
    assert pack.drills["r1"].brief == "<h2>怎么练</h2><ol><li>看一遍</li><li>轮着来</li></ol>"
    assert pack.certificates["completion"].css.startswith("@page")
    assert pack.bank_of(pack.papers["final"]).id == "onboarding"


def test_a_lesson_becomes_blocks_with_lasting_ids(folder: Path) -> None:
    pack, again = check_pack(folder), check_pack(folder)
    assert isinstance(pack, CheckedPack)
    assert isinstance(again, CheckedPack)
    body = pack.lessons["l01"].body
    assert body == again.lessons["l01"].body
    assert [block["type"] for block in body] == ["text", "law", "case", "check", "summary"]
    values = [block["value"] for block in body]
    assert values[0] == "<h2>门口四步</h2><p><b>一敲。</b> 敲三下，停一停。</p><ul><li>敲</li><li>退</li></ul>"
    assert values[1] == {
        "statute": "中华人民共和国人民调解法",
        "article": "第十七条",
        "in_force": "2011-01-01",
        "text": "当事人可以向人民调解委员会申请调解。",
    }
    assert values[2] == {"title": "一双旧棉鞋", "text": "<h3>经过</h3><p>小周走访郑大爷家。</p>"}
    assert [choice["value"]["is_right"] for choice in values[3]["choices"]] == [False, True]
    assert [point["value"] for point in values[4]["points"]] == ["问过再进。", "不许诺。"]


def test_all_mistakes_are_reported_at_once(folder: Path) -> None:
    change(folder, "pack.toml", "format = 1", "format = 2")
    change(folder, BANK, 'answer = "C"', 'answer = "Z"')
    change(folder, BANK, "difficulty = 2", "difficulty = 9")
    change(folder, LESSON, "停一停。", "<i>停</i>。")
    assert found(folder) == [
        (LESSON, 12, "html_not_allowed"),
        ("pack.toml", 1, "unknown_value"),
        (BANK, 11, "answer_bad"),
        (BANK, 20, "out_of_range"),
    ]


def test_an_item_that_cannot_be_read_is_not_reported_as_missing_too(folder: Path) -> None:
    change(folder, LESSON, "minutes = 45", "minutes = -45")
    change(folder, PAPER, "duration_minutes = 40", "duration_minutes = 0")
    assert found(folder) == [(LESSON, 5, "out_of_range"), (PAPER, 3, "out_of_range")]


def test_a_lesson_that_no_step_names_is_reported(folder: Path) -> None:
    text = (folder / LESSON).read_text().replace('"l01"', '"l02"')
    (folder / "lessons/02-second.md").write_text(text)
    assert found(folder) == [("lessons/02-second.md", 2, "item_left_over")]


def test_two_files_with_one_id_are_reported(folder: Path) -> None:
    shutil.copy(folder / LESSON, folder / "lessons/02-second.md")
    assert found(folder) == [("lessons/02-second.md", 2, "id_twice")]


@pytest.mark.parametrize("file", ["pack.toml", "course.toml"])
def test_a_required_file_that_is_missing_is_reported(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert (file, 0, "file_missing") in found(folder)


def test_a_certificate_without_its_page_is_reported(folder: Path) -> None:
    (folder / HTML).unlink()
    assert found(folder) == [(CERTIFICATE, 9, "asset_missing")]


def test_no_folder_is_reported(tmp_path: Path) -> None:
    assert found(tmp_path / "nothing") == [("", 0, "pack_missing")]


def test_symbolic_links_are_refused_and_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    (folder / "lessons/02-link.md").symlink_to(outside)
    (folder / "elsewhere").symlink_to(tmp_path)
    assert found(folder) == [("elsewhere", 0, "symlink"), ("lessons/02-link.md", 0, "symlink")]


def test_a_pack_behind_a_symbolic_link_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert found(tmp_path / "link") == [("", 0, "pack_missing")]


def test_text_that_is_not_utf8_is_reported_with_its_line(folder: Path) -> None:
    (folder / LESSON).write_bytes('+++\nid = "l01"\ntitle = "先"\n'.encode("gb18030"))
    assert (LESSON, 3, "not_utf8") in found(folder)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder: Path) -> None:
    for file in ("pack.toml", LESSON):
        text = (folder / file).read_text(encoding="utf-8").replace("\n", "\r\n")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert isinstance(check_pack(folder), CheckedPack)


def test_a_file_that_is_too_big_is_reported_unread(folder: Path) -> None:
    (folder / "lessons/02-long.md").write_bytes(b"x" * (limits.MAX_TEXT_BYTES + 1))
    assert found(folder) == [("lessons/02-long.md", 0, "file_too_big")]


def test_a_pack_with_too_many_files_is_not_read_at_all(folder: Path) -> None:
    for number in range(limits.MAX_FILES):
        (folder / f"{number}.txt").touch()
    assert found(folder) == [("", 0, "pack_too_big")]


def test_papers_name_their_bank_when_there_are_two(folder: Path) -> None:
    other = (folder / BANK).read_text().replace('bank = "onboarding"', 'bank = "second"')
    for number in (1, 2, 3):
        other = other.replace(f'"q00{number}"', f'"s00{number}"')
    (folder / "questions/second.toml").write_text(other)
    assert found(folder) == [(PAPER, 1, "bank_unknown")]
    change(folder, PAPER, "pass_percent = 60", 'pass_percent = 60\nbank = "onboarding"')
    assert isinstance(check_pack(folder), CheckedPack)


def test_a_bank_may_be_spread_over_files(folder: Path) -> None:
    more = 'bank = "onboarding"\ntitle = "另一个名字"\n' + (folder / BANK).read_text().split("\n", 2)[2]
    for number in (1, 2, 3):
        more = more.replace(f'"q00{number}"', f'"m00{number}"')
    (folder / "questions/more.toml").write_text(more)
    assert found(folder) == [("questions/more.toml", 2, "bank_title")]
    change(folder, "questions/more.toml", "另一个名字", "题库")
    pack = check_pack(folder)
    assert isinstance(pack, CheckedPack)
    assert len(pack.banks["onboarding"].questions) == 6


def test_a_pack_may_be_without_certificates(folder: Path) -> None:
    change(folder, "course.toml", 'certificate = "completion"\n', "")
    assert isinstance(check_pack(folder), CheckedPack)  # the design is there and nobody's: still welcome
    shutil.rmtree(folder / "certificates")
    assert isinstance(check_pack(folder), CheckedPack)


def test_messages_are_chinese(folder: Path) -> None:
    change(folder, DRILL, "points = 60", "points = 59")
    errors = check_pack(folder)
    assert isinstance(errors, list)
    assert str(errors[0]) == "drills/r1.toml:15: 评分表各项加起来是99分，应当是100分。 [rubric_total]"


def test_uids_follow_from_the_pack_alone() -> None:
    assert str(pack_uid("tiny", "lesson", "l01")) == "b991b6dc-bc3d-595e-9cb9-68c6cd831e51"


@pytest.mark.parametrize(
    "pack", sorted(path.parent for path in (Path(settings.ROOT) / "plugins").glob("*/*/packs/*/pack.toml"))
)
def test_every_bundled_pack_is_without_mistakes(pack: Path) -> None:
    assert isinstance(check_pack(pack), CheckedPack)
