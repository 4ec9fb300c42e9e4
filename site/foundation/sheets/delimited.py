"""Text with separators (.csv, .tsv, .txt) in the encodings that Chinese offices save it in."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from foundation.sheets.cells import (
    CELL_CHARACTERS,
    HEAD_ROWS,
    OBJECT_BYTES,
    Grid,
    Meter,
    Row,
    SheetName,
    SheetsRefused,
    Value,
    not_a_spreadsheet,
)

SEPARATORS = (",", "\t", ";")
SAMPLE_ROWS = 30
SAMPLE_CHARACTERS = 64 * 1024
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class DelimitedBook:
    """The one sheet of a text file."""

    has_macros = False

    def __init__(self, data: bytes, meter: Meter) -> None:
        """Raises SheetsRefused."""
        self._text = _decoded(data)
        self._meter = meter
        self._separator = _separator_of(self._text)
        self.sheets = [SheetName("")]

    def head(self, index: int) -> Grid:
        """The first rows. Raises SheetsRefused."""
        return self._read(HEAD_ROWS)

    def grid(self, index: int) -> Grid:
        """The whole text. Raises SheetsRefused."""
        return self._read(0)

    def _read(self, head: int) -> Grid:
        grid = Grid()
        for number, record in enumerate(_records(self._text, self._separator), start=1):
            cells = self._cells(record, number)
            if cells:
                grid.rows.append(Row(number, cells))
                self._meter.check_rows(len(grid.rows))
            if head and len(grid.rows) >= head:
                break
        return grid

    def _cells(self, record: list[str], number: int) -> list[Value]:
        cells = [_plain(text) for text in record]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            self._meter.check_column(len(cells) - 1)
        self._refuse_swallowed(cells, number)
        self._meter.spend(OBJECT_BYTES)
        return [self._meter.hold(text) for text in cells]

    def _refuse_swallowed(self, cells: list[str], number: int) -> None:
        """A quotation mark in the wrong place makes one cell of several rows; they must not vanish into it."""
        for text in cells:
            lines = text.splitlines() if "\n" in text or "\r" in text else []
            if len(lines) > 1 and any(line.count(self._separator) >= 2 for line in lines):
                raise _bad_quotes(number)


def _decoded(data: bytes) -> str:
    """The text, by its mark, as UTF-8 if it is that, else as GB 18030. Raises SheetsRefused."""
    encodings = [name for mark, name in MARKS if data.startswith(mark)] or [*_unmarked(data)]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if not any(text.count(mark) for mark in ("\x00", "\x01", "\x02", "\x03")):
            return text
    raise not_a_spreadsheet()


def _unmarked(data: bytes) -> Iterator[str]:
    """UTF-16 without a mark shows itself by the zero bytes of its digits."""
    sample = data[:SAMPLE_CHARACTERS]
    if b"\x00" in sample:
        yield "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    yield "utf-8"
    yield "gb18030"


def _separator_of(text: str) -> str:
    """The separator by which most rows have most cells."""
    return max(SEPARATORS, key=lambda separator: _evenness(text[:SAMPLE_CHARACTERS], separator))


def _evenness(sample: str, separator: str) -> int:
    widths: Counter[int] = Counter()
    try:
        for record in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), SAMPLE_ROWS):
            widths[len(record)] += 1
    except csv.Error:
        pass  # the sample may end inside a cell
    return max(((width - 1) * count for width, count in widths.items()), default=0)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _bad_quotes(number) from error
        yield record


def _plain(text: str) -> str:
    """The text of a cell; ="0012" is how some programs keep a number from being calculated with."""
    if text.startswith('="') and text.endswith('"') and len(text) <= CELL_CHARACTERS:
        return text[2:-1].replace('""', '"')
    return text


def _bad_quotes(number: int) -> SheetsRefused:
    message = _(
        "In row %(row)s a quotation mark stands in the wrong place, so that it is not clear where a cell ends. "
        "Open the file in Excel or WPS, save it as .xlsx and upload that."
    )
    return SheetsRefused(message % {"row": number}, code="bad_quotes")
