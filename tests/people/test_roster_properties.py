"""What must hold of every roster: columns are found, Han characters stay, damaged files are refused in words."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.api import Row
from people.rules.names import NameRefused, clean_name
from people.rules.roster_header import ALIASES, RosterRefused, column_letter, find_header, text_of
from people.rules.roster_reading import Fault, read_lines
from people.services.read_roster import read_roster
from tests.people.ugly.cases import HEADER, row
from tests.people.ugly.making import csv_text, ods, ods_row, table, xls, xlsx

HAN = regex.compile(r"\p{Han}")
NOISE = ["", " ", "　", "\n", "\u200b", "\u202a", "\ufeff"]
DECORATED = ["{}", " {} ", "{}（必填）", "*{}", "{}：", "{}\n(18位)", "{}[选填]"]
OTHER_TITLES = st.sampled_from(["序号", "性别", "民族", "备注", "住址", "", "出生年月", "政治面貌"])


def han_of(text: str) -> list[str]:
    return HAN.findall(text)


@st.composite
def headers(draw: st.DrawFn) -> tuple[list[str], dict[str, int]]:
    """Titles in any order and manner with others between them, and the column of each field."""
    fields = draw(st.permutations(["name", "identity", "phone", "unit", "post"]))
    titles: list[str] = []
    columns = {}
    for name in fields:
        titles += draw(st.lists(OTHER_TITLES, max_size=2))
        columns[name] = len(titles)
        titles.append(draw(st.sampled_from(DECORATED)).format(draw(st.sampled_from(ALIASES[name]))))
    return titles, columns


@given(
    headers(), st.integers(0, 9), st.lists(st.sampled_from(["长安镇网格员花名册", "2024年3月", "单位：长安镇"]))
)
def test_header_is_found_in_any_order_and_within_ten_rows(header, place, words):
    titles, columns = header
    above = [Row(number, [(words or ["名册"])[number % max(len(words), 1)]]) for number in range(1, place + 1)]
    rows = [*above, Row(place + 1, list(titles)), Row(place + 2, [*row(1)[:4], "", "", "网格员"])]
    found = find_header(rows)
    assert found is not None
    assert (found.first, found.row) == (place + 1, place + 1)
    assert found.columns == columns


@given(headers())
def test_header_in_two_rows_is_found(header):
    titles, columns = header
    above = [title if at % 2 else "" for at, title in enumerate(titles)]
    below = ["" if at % 2 else title for at, title in enumerate(titles)]
    found = find_header([Row(1, ["名册"]), Row(2, above), Row(3, below)])
    assert found is not None
    assert found.columns == columns


@given(st.lists(st.tuples(st.characters(codec="utf-8"), st.sampled_from(NOISE)), max_size=8))
def test_cleaning_keeps_every_han_character_in_its_place(pieces):
    text = "".join(character + noise for character, noise in pieces)
    try:
        name = clean_name(text)
    except NameRefused:
        return
    if not any(0xE815 <= ord(character) <= 0xE864 for character in text):
        assert han_of(name) == han_of(text)


@given(st.text("张王李赵䶮𬭎𫖯𱬁㛃𠅤〇", min_size=2, max_size=25), st.sampled_from(NOISE[4:]))
def test_han_names_come_through_whatever_is_invisible_in_them(name, noise):
    assert clean_name(noise.join(name)) == name


@given(
    st.one_of(
        st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.times(), st.datetimes(), st.none()
    )
)
def test_any_cell_can_be_written_as_text_and_stored(value):
    text = text_of(value)
    text.encode()
    assert "\x00" not in text


@given(st.integers(0, 16_383))
def test_column_letters_count_up(index):
    assert column_letter(index) < column_letter(index + 1) or len(column_letter(index)) < len(
        column_letter(index + 1)
    )


FILES = {
    "xlsx": xlsx(table(row(1), row(2))),
    "xls": xls(table(row(1), row(2))),
    "ods": ods(f'<table:table table:name="名册">{ods_row(*HEADER)}{ods_row(*row(1))}</table:table>'),
    "gbk": csv_text(table(row(1), row(2))).encode("gbk"),
    "utf16": csv_text(table(row(1), row(2)), "\t").encode("utf-16"),
}


def damaged(data: bytes, draw: st.DataObject) -> bytes:
    """The file with some bytes changed, taken out or doubled, or its end cut off."""
    body = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 6))):
        at = draw.draw(st.integers(0, max(len(body) - 1, 0)))
        match draw.draw(st.sampled_from(["change", "cut", "take", "double", "zero"])):
            case "change":
                body[at : at + 1] = draw.draw(st.binary(min_size=1, max_size=4))
            case "cut":
                del body[at:]
            case "take":
                del body[at : at + draw.draw(st.integers(1, 64))]
            case "double":
                body[at:at] = body[at : at + draw.draw(st.integers(1, 64))]
            case "zero":
                body[at : at + 16] = bytes(16)
    return bytes(body)


def tell(refused: RosterRefused) -> None:
    """Words for the officer, a code for the machine."""
    assert refused.code
    assert str(refused)


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=60)
@given(draw=st.data())
def test_damaged_file_is_read_or_refused_in_words(kind, draw):
    data = damaged(FILES[kind], draw)
    try:
        sheet = read_roster(data)
    except RosterRefused as refused:
        tell(refused)
        return
    for found in read_lines(sheet.rows, sheet.header, allow_demo=True):
        assert not isinstance(found, Fault) or (found.cell and found.reason)


@given(st.binary(max_size=2000))
def test_random_bytes_are_refused_in_words(data):
    with pytest.raises(RosterRefused) as refused:
        read_roster(data)
    assert str(refused.value)
