"""Whatever is written into the audit log has words for people, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from people.audit_actions import action_words, has_data_words, known_actions

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("site", "courses", "exams", "certificates", "plugins")


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def recorded_actions() -> dict[str, str]:
    """Every text that is given as `action=` to a function that writes to the log, and where."""
    found = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _writes_audit(node):
                for text in _texts(node):
                    found[text] = str(path.relative_to(ROOT))
    return found


def recorded_keys() -> dict[str, str]:
    """Every key that is written literally into `data=` of an event, and where."""
    found = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _writes_audit(node):
                given = [keyword.value for keyword in node.keywords if keyword.arg == "data"]
                for data in (value for value in given if isinstance(value, ast.Dict)):
                    keys = (key.value for key in data.keys if isinstance(key, ast.Constant))
                    found |= dict.fromkeys(keys, str(path.relative_to(ROOT)))
    return found


def _writes_audit(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "record_audit" or name.startswith("note_")


def _texts(call: ast.Call) -> Iterator[str]:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "action"] + call.args
    for value in given:
        for node in ast.walk(value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                yield node.value


def test_every_recorded_action_has_words() -> None:
    recorded, known = recorded_actions(), known_actions()
    assert len(recorded) > 20
    assert {action: where for action, where in recorded.items() if not _is_named(action, known)} == {}


def _is_named(action: str, known: dict[str, str]) -> bool:
    """An action that is put together in an f-string shows its beginning only, which ends with "_"."""
    return any(name.startswith(action) for name in known) if action.endswith("_") else action in known


def test_every_key_of_the_details_has_words() -> None:
    recorded = recorded_keys()
    assert len(recorded) > 10
    assert {key: where for key, where in recorded.items() if not has_data_words(key)} == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_words_are_in_the_reader_s_language(language: str) -> None:
    with translation.override(language):
        words = known_actions()
    is_chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in words.values()]
    assert set(is_chinese) == {language == "zh-hans"}
    assert len(set(words.values())) == len(words)


def test_code_without_words_stands_for_itself() -> None:
    assert action_words("gone.away") == "gone.away"
