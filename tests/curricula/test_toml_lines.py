"""The walker finds its way through any TOML that Python can read."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from curricula.rules.toml_lines import toml_lines

DOCUMENT = '''\
# a comment = "not a key"
title = "one # two"
"odd key" = 1
a.b = [1, 2]

[table]
text = """
first ] line
"quoted" \\""" still
"""
raw = \'\'\'x = 1\'\'\'

[[steps]]
lesson = "l01"
draw = [
  { topic = "T01", count = 1 },  # why
  { topic = "}", count = 2 },
]

[[steps]]
lesson = "l02"

[steps.more]
deep = 2026-11-22
'''


def test_every_value_has_its_line() -> None:
    assert toml_lines(DOCUMENT) == {
        ("title",): 2,
        ("odd key",): 3,
        ("a",): 4,
        ("a", "b"): 4,
        ("a", "b", 0): 4,
        ("a", "b", 1): 4,
        ("table",): 6,
        ("table", "text"): 7,
        ("table", "raw"): 11,
        ("steps",): 13,
        ("steps", 0): 13,
        ("steps", 0, "lesson"): 14,
        ("steps", 0, "draw"): 15,
        ("steps", 0, "draw", 0): 16,
        ("steps", 0, "draw", 0, "topic"): 16,
        ("steps", 0, "draw", 0, "count"): 16,
        ("steps", 0, "draw", 1): 17,
        ("steps", 0, "draw", 1, "topic"): 17,
        ("steps", 0, "draw", 1, "count"): 17,
        ("steps", 1): 20,
        ("steps", 1, "lesson"): 21,
        ("steps", 1, "more"): 23,
        ("steps", 1, "more", "deep"): 24,
    }


KEYS = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
SCALARS = st.one_of(
    st.integers(-99, 99).map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.text("ab#]}'，中", max_size=8).map(lambda text: f'"{text}"'),
    st.text('ab#]}"\n，中', max_size=8).filter(lambda text: '"' not in text).map(lambda text: f'"""{text}"""'),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: "[\n" + ",\n".join(parts) + "]"),
    max_leaves=6,
)
DOCUMENTS = st.lists(
    st.tuples(KEYS, st.dictionaries(KEYS, VALUES, max_size=3)), max_size=4, unique_by=lambda pair: pair[0]
)


@given(DOCUMENTS)
def test_the_paths_are_those_of_the_data(tables: list[tuple[str, dict[str, str]]]) -> None:
    text = ""
    for name, pairs in tables:
        text += f"[[{name}]]  # table\n" + "".join(f"{key} = {value}\n" for key, value in pairs.items())
    assert set(toml_lines(text)) == paths_of(tomllib.loads(text))


def paths_of(data: Any, at: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found = {at} - {()}
    for key, value in pairs:
        found |= paths_of(value, (*at, key))
    return found
