"""The check of words finds what it is there to find (.ci/words, .ci/terms.toml)."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def check() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / ".ci" / "words"))


def found(check: dict[str, Any], text: str, *, on_screen: bool = True) -> list[tuple[str, str]]:
    return list(check["wrong_words"](text, check["read_words"]().terms, on_screen=on_screen))


def test_a_word_of_machines_is_found_with_the_better_one(check: dict[str, Any]) -> None:
    assert found(check, "用户登陆") == [("用户", "学员"), ("登陆", "登录 / 退出登录")]


def test_a_longer_word_in_which_it_is_right_is_left_alone(check: dict[str, Any]) -> None:
    assert found(check, "用户名、非法集资、数据库") == []
    assert found(check, "非法集资是非法的") == [("非法", "不对、不能用")]


def test_lessons_speak_as_people_speak(check: dict[str, Any]) -> None:
    assert found(check, "我们点击率不高，非法占道！", on_screen=False) == []
    assert found(check, "及格线", on_screen=False) == [("及格线", "合格线")]


def test_a_catalogue_is_read_by_line(check: dict[str, Any], tmp_path: Path) -> None:
    catalogue = tmp_path / "django.po"
    catalogue.write_text(
        'msgid ""\nmsgstr "x"\n\nmsgid "Sent"\nmsgstr ""\n"交好"\n"了"\nmsgid "Not"\nmsgstr "没有"\n'
    )
    assert list(check["chinese_of"](catalogue)) == [(5, "Sent", "交好了"), (9, "Not", "没有")]


def test_chinese_in_code_is_found_and_docstrings_are_not(check: dict[str, Any], tmp_path: Path) -> None:
    check["_strings"].__globals__["ROOT"] = tmp_path
    module = tmp_path / "module.py"
    module.write_text('"""讲师"""\n\n\ndef f() -> str:\n    """学员"""\n    return "学员"\n')
    assert list(check["_strings"](module)) == ["module.py:6: Chinese outside a catalogue: '学员'"]
