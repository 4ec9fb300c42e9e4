"""Workbooks of Excel and WPS since 2007 (.xlsx, .xlsm, .et), read straight from their XML.

Ready-made readers were tried and lose what a roster needs: they give an empty cell for #N/A and for a formula that
was never calculated, know nothing of hidden rows, and make 5 KB with one cell far away into more than a gigabyte.
"""

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from foundation.sheets.archive import Archive
from foundation.sheets.cells import (
    HEAD_ROWS,
    NUMBER_BYTES,
    OBJECT_BYTES,
    POINTER_BYTES,
    Grid,
    Merge,
    Meter,
    Row,
    SheetName,
    Trouble,
    Value,
    corrupt,
    not_a_spreadsheet,
)
from foundation.sheets.numbers import finite, shown_number
from foundation.sheets.xml import MAX_TAG_BYTES, Enough, Reader, parse

WORKBOOK = "xl/workbook.xml"
MACROS = ("vbaproject.bin", "xl/macrosheets/")
# Formats that East Asian versions of Excel have beside the common ones: dates with 年月日.
EAST_ASIAN_DATES = {*range(27, 37), *range(50, 59)}
EXACT_DIGITS = 20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EMPTY_CELL = re.compile(rb'<c(?=[^<>]* r=")[^<>]*/>')
_EMPTY_ROW = re.compile(rb'<row(?=[^<>]* r=")[^<>]*(?:/>|(?<!/)>\s*</row>)')
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")


class _Format(NamedTuple):
    """How a style shows a number: as a date, or with at least so many digits."""

    is_date: bool = False
    digits: int = 0


class XlsxBook:
    """An opened workbook; its sheets are read one at a time."""

    def __init__(self, data: bytes, meter: Meter) -> None:
        """Raises SheetsRefused."""
        self._archive = Archive(data, meter)
        self._meter = meter
        if WORKBOOK not in self._archive:
            raise not_a_spreadsheet()
        self.has_macros = any(mark in name for name in self._archive.names for mark in MACROS)
        listed, targets = _Workbook(), _Relations()
        parse(self._archive.chunks(WORKBOOK), listed)
        parse(self._archive.chunks("xl/_rels/workbook.xml.rels"), targets)
        self._calendar = CALENDAR_MAC_1904 if listed.from_1904 else CALENDAR_WINDOWS_1900
        found = [(name, targets.sheets[key]) for name, key in listed.sheets if key in targets.sheets]
        self.sheets = [name for name, part in found]
        self._parts = [part for name, part in found]
        self._formats = self._read_formats(targets.styles)
        self._strings = targets.strings
        self._shared: list[str] | None = None
        self._whole: dict[int, Grid] = {}

    def _read_formats(self, part: str) -> list[_Format]:
        styles = _Styles()
        if part in self._archive:
            parse(self._archive.chunks(part), styles)
        return styles.formats

    def _shared_strings(self) -> list[str]:
        if self._shared is None:
            strings = _SharedStrings(self._meter)
            if self._strings in self._archive:
                parse(self._archive.chunks(self._strings), strings)
            self._shared = strings.found
        return self._shared

    def head(self, index: int) -> Grid:
        """The sheet's first rows. Raises SheetsRefused."""
        grid = self._read(index, HEAD_ROWS)
        if len(grid.rows) < HEAD_ROWS:
            self._whole[index] = grid  # that was all: a million empty rows need not be read again
        return grid

    def grid(self, index: int) -> Grid:
        """The whole sheet. Raises SheetsRefused."""
        return self._whole.get(index) or self._read(index, 0)

    def _read(self, index: int, head: int) -> Grid:
        sheet = _Sheet(self._meter, self._shared_strings(), self._formats, self._calendar, head)
        parse(_without_empty(self._archive.chunks(self._parts[index])), sheet)
        return sheet.grid


def _without_empty(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The sheet without cells and rows that hold nothing but a format; there may be millions of them.

    Only such as tell their own address are left out, so that the others keep their places.
    """
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        end = text.rfind(b">") + 1
        rest = text[end:]
        if len(rest) > MAX_TAG_BYTES:
            end, rest = len(text), b""
        yield _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", text[:end]))
    yield rest


def _truth(text: str | None) -> bool:
    return text in ("1", "true")


def _attribute(attributes: dict[str, str], local: str) -> str:
    """An attribute whatever its prefix is ("r:id")."""
    return next((value for name, value in attributes.items() if name.rpartition(":")[2] == local), "")


class _Workbook(Reader):
    """Which sheets there are, each with the key of its relation, and where dates begin."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[SheetName, str]] = []
        self.from_1904 = False
        self.starts = {"sheet": self.sheet, "workbookPr": self.properties}

    def sheet(self, attributes: dict[str, str]) -> None:
        is_hidden = attributes.get("state", "visible") != "visible"
        name = SheetName(attributes.get("name", "")[:100], is_hidden)
        self.sheets.append((name, _attribute(attributes, "id")))

    def properties(self, attributes: dict[str, str]) -> None:
        self.from_1904 = _truth(attributes.get("date1904"))


class _Relations(Reader):
    """Which part is which. Sheets of macros and of charts are no sheets here."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, str] = {}
        self.strings = "xl/sharedstrings.xml"
        self.styles = "xl/styles.xml"
        self.starts = {"Relationship": self.relation}

    def relation(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "").lower()
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = part
        elif kind == "sharedStrings":
            self.strings = part
        elif kind == "styles":
            self.styles = part


class _Styles(Reader):
    """How each style shows numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.formats: list[_Format] = []
        self._codes: dict[int, str] = {}
        self._in_cells = False
        self.starts = {"numFmt": self.code, "cellXfs": self.cells, "xf": self.style}
        self.ends = {"cellXfs": self.end_cells}

    def code(self, attributes: dict[str, str]) -> None:
        self._codes[int(attributes.get("numFmtId", "-1"))] = attributes.get("formatCode", "")

    def cells(self, attributes: dict[str, str]) -> None:
        self._in_cells = True

    def end_cells(self) -> None:
        self._in_cells = False

    def style(self, attributes: dict[str, str]) -> None:
        if self._in_cells:
            self.formats.append(self.format_of(int(attributes.get("numFmtId", "0"))))

    def format_of(self, number: int) -> _Format:
        code = self._codes.get(number, BUILTIN_FORMATS.get(number, ""))
        digits = len(code) if code and not code.strip("0") else 0
        return _Format(number in EAST_ASIAN_DATES or bool(is_date_format(code)), digits)


class _SharedStrings(Reader):
    """The texts that cells point to; furigana are left out."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self.found: list[str] = []
        self._meter = meter
        self._parts: list[str] = []
        self._aside = False
        self.starts = {"si": self.begin, "t": self.text_begins, "rPh": self.step_aside}
        self.ends = {"si": self.end, "t": self.text_ends, "rPh": self.step_back}

    def begin(self, attributes: dict[str, str]) -> None:
        self._parts = []

    def text_begins(self, attributes: dict[str, str]) -> None:
        if not self._aside:
            self.collect()

    def text_ends(self) -> None:
        if self.text is not None:
            self._parts.append(self._meter.hold(self.collected()))

    def step_aside(self, attributes: dict[str, str]) -> None:
        self._aside = True

    def step_back(self) -> None:
        self._aside = False

    def end(self) -> None:
        self.found.append(self._meter.hold(_unescaped("".join(self._parts))))


def _unescaped(text: str) -> str:
    """Excel writes characters that XML cannot hold as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Sheet(Reader):
    """The cells of one sheet; values as calculated by whoever saved it."""

    def __init__(
        self, meter: Meter, shared: list[str], formats: list[_Format], calendar: datetime, head: int
    ) -> None:
        super().__init__()
        self.grid = Grid()
        self._meter, self._shared, self._formats = meter, shared, formats
        self._calendar, self._head = calendar, head
        self._columns: dict[str, int] = {}
        self._number = 0
        self._is_hidden = False
        self._cells: dict[int, Value] = {}
        self._column = -1
        self._kind, self._style, self._raw = "", "", ""
        self._parts: list[str] = []
        self._in_cell = self._has_formula = False
        self.starts = {
            "row": self.row,
            "c": self.cell,
            "v": self.begin,
            "t": self.begin,
            "f": self.formula,
            "rPh": self.leave,
            "mergeCell": self.merge,
            "col": self.column,
        }
        self.ends = {"row": self.end_row, "c": self.end_cell, "v": self.end_value, "t": self.end_text}

    def column(self, attributes: dict[str, str]) -> None:
        if _truth(attributes.get("hidden")) or attributes.get("width") == "0":
            first = int(attributes.get("min", "1")) - 1
            last = min(int(attributes.get("max", "1")), self._meter.limits.columns)
            self.grid.hidden_columns.update(range(max(first, 0), last))

    def row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self._number + 1)
        if number <= self._number:
            raise corrupt()
        self._number, self._column, self._cells = number, -1, {}
        self._is_hidden = _truth(attributes.get("hidden")) or attributes.get("ht") == "0"

    def end_row(self) -> None:
        if not self._cells:
            return
        cells: list[Value] = [None] * (max(self._cells) + 1)
        for column, value in self._cells.items():
            cells[column] = value
        self.grid.rows.append(Row(self._number, cells, self._is_hidden))
        self._meter.spend(OBJECT_BYTES + POINTER_BYTES * len(cells) + NUMBER_BYTES * len(self._cells))
        self._cells = {}
        self._meter.check_rows(len(self.grid.rows))
        if self._head and len(self.grid.rows) >= self._head:
            raise Enough

    def cell(self, attributes: dict[str, str]) -> None:
        self._column = self.column_of(attributes["r"]) if "r" in attributes else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._raw, self._parts = "", []
        self._in_cell, self._has_formula = True, False

    def column_of(self, address: str) -> int:
        """The column of an address ("B12" is 1)."""
        letters = address.rstrip("0123456789")
        found = self._columns.get(letters)
        if found is None:
            found = self._columns[letters] = _column_number(letters)
        return found

    def begin(self, attributes: dict[str, str]) -> None:
        if self._in_cell:
            self.collect()

    def end_value(self) -> None:
        if self.text is not None:
            self._raw = self.collected()

    def end_text(self) -> None:
        if self.text is not None:
            self._parts.append(self._meter.hold(self.collected()))

    def formula(self, attributes: dict[str, str]) -> None:
        self._has_formula = self._in_cell

    def leave(self, attributes: dict[str, str]) -> None:
        """Furigana follow the text of an inline string and are no part of it."""
        self._in_cell = False

    def end_cell(self) -> None:
        value = self.value()
        self._in_cell = False
        if value is None or value == "":
            return
        self._meter.check_column(self._column)
        self._cells[self._column] = value

    def value(self) -> Value:
        """What the cell shows; Trouble where it shows nothing that could be trusted."""
        kind, raw = self._kind, self._raw
        if kind == "s":
            return self.shared(raw)
        if kind == "inlineStr" or self._parts:
            return self._meter.hold(_unescaped("".join(self._parts)))
        if kind == "e":
            return Trouble("error", raw[:20])
        if self._has_formula and not raw and kind != "str":
            return Trouble("formula", "")
        if kind == "b":
            return raw == "1" if raw else None
        if kind in ("str", "d"):
            return self._meter.hold(_unescaped(raw))
        return self.number(raw) if raw else None

    def shared(self, raw: str) -> Value:
        if not raw:
            return None
        index = int(raw)
        if not 0 <= index < len(self._shared):
            raise corrupt()
        return self._shared[index]

    def number(self, raw: str) -> Value:
        """A number as its style shows it: as a date, with leading zeros, or as it is."""
        raw = raw.strip()
        number = int(raw) if len(raw) <= EXACT_DIGITS and raw.isdigit() else float(raw)
        shown = self._formats[int(self._style)] if self._style and int(self._style) < len(self._formats) else None
        return shown_number(number, shown.is_date, shown.digits, self._calendar) if shown else finite(number)

    def merge(self, attributes: dict[str, str]) -> None:
        found = _RANGE.fullmatch(attributes.get("ref", ""))
        if found and found[3]:
            first, last = _column_number(found[1]), _column_number(found[3])
            self._meter.check_merges(len(self.grid.merges))
            self.grid.merges.append(Merge(int(found[2]), first, int(found[4]), last))


def _column_number(letters: str) -> int:
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isupper():
        raise corrupt()
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
