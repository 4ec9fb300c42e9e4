"""OpenDocument spreadsheets (.ods) of LibreOffice and WPS."""

from datetime import date

from foundation.sheets.archive import Archive
from foundation.sheets.cells import (
    HEAD_ROWS,
    OBJECT_BYTES,
    POINTER_BYTES,
    Grid,
    Merge,
    Meter,
    Row,
    SheetName,
    Trouble,
    Value,
    locked,
    not_a_spreadsheet,
)
from foundation.sheets.numbers import finite
from foundation.sheets.xml import Reader, parse

CONTENT = "content.xml"
MANIFEST = "meta-inf/manifest.xml"
MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MAX_SPACES = 1_000


class OdsBook:
    """An opened spreadsheet. All its sheets stand in one document, so a look at their heads reads it once."""

    def __init__(self, data: bytes, meter: Meter) -> None:
        """Raises SheetsRefused."""
        self._archive = Archive(data, meter)
        self._meter = meter
        kind = b"".join(self._archive.chunks("mimetype"))
        if not kind.startswith(MEDIA_TYPE) or CONTENT not in self._archive:
            raise not_a_spreadsheet()
        if MANIFEST in self._archive and b"encryption-data" in b"".join(self._archive.chunks(MANIFEST)):
            raise locked()
        self.has_macros = any(name.startswith(("basic/", "scripts/")) for name in self._archive.names)
        heads = _Content(meter, only=None, head=HEAD_ROWS)
        parse(self._archive.chunks(CONTENT), heads)
        self.sheets, self._heads = heads.sheets, heads.grids

    def head(self, index: int) -> Grid:
        """The sheet's first rows."""
        return self._heads[index]

    def grid(self, index: int) -> Grid:
        """The whole sheet. Raises SheetsRefused."""
        content = _Content(self._meter, only=index, head=0)
        parse(self._archive.chunks(CONTENT), content)
        return content.grids[index]


def _count(attributes: dict[str, str], name: str) -> int:
    return max(1, int(attributes.get(name) or 1))


class _Content(Reader):
    """The cells of all sheets, or of one, or the first rows of all."""

    def __init__(self, meter: Meter, *, only: int | None, head: int) -> None:
        super().__init__()
        self.sheets: list[SheetName] = []
        self.grids: list[Grid] = []
        self._meter, self._only, self._head = meter, only, head
        self._number, self._repeat_row, self._column, self._repeat = 0, 1, 0, 1
        self._hidden = self._in_cell = self._skips = False
        self._cells: dict[int, Value] = {}
        self._cell: dict[str, str] = {}
        self._lines: list[str] = []
        self._aside = 0
        self.starts = {
            "table": self.table,
            "table-column": self.column,
            "table-row": self.row,
            "table-cell": self.cell,
            "covered-table-cell": self.cell,
            "annotation": self.step_aside,
            "p": self.paragraph,
            "s": self.spaces,
            "tab": self.tab,
            "line-break": self.line_break,
        }
        self.ends = {
            "table-row": self.end_row,
            "table-cell": self.end_cell,
            "covered-table-cell": self.end_cell,
            "annotation": self.step_back,
            "p": self.end_paragraph,
        }

    @property
    def grid(self) -> Grid:
        return self.grids[-1]

    def table(self, attributes: dict[str, str]) -> None:
        self._number = self._column = 0
        self.sheets.append(SheetName(attributes.get("table:name", "")[:100]))
        self.grids.append(Grid())
        self._skips = self._only not in (None, len(self.sheets) - 1)

    def column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility", "visible") != "visible":
            last = min(self._column + count, self._meter.limits.columns)
            self.grid.hidden_columns.update(range(self._column, last))
        self._column += count

    def row(self, attributes: dict[str, str]) -> None:
        self._repeat_row = _count(attributes, "table:number-rows-repeated")
        self._hidden = attributes.get("table:visibility", "visible") != "visible"
        self._cells, self._column = {}, 0

    def end_row(self) -> None:
        first, self._number = self._number + 1, self._number + self._repeat_row
        full = bool(self._head) and len(self.grid.rows) >= self._head
        if not self._cells or self._skips or full:
            return
        width = max(self._cells) + 1
        last = min(self._number, first + HEAD_ROWS) if self._head else self._number
        for number in range(first, last + 1):
            self.grid.rows.append(Row(number, [self._cells.get(at) for at in range(width)], self._hidden))
            self._meter.spend(OBJECT_BYTES + POINTER_BYTES * width)
            self._meter.check_rows(len(self.grid.rows))

    def cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._lines, self._in_cell = attributes, [], True
        self._repeat = _count(attributes, "table:number-columns-repeated")

    def end_cell(self) -> None:
        value = None if self._skips else self.value()
        first, self._column = self._column, self._column + self._repeat
        self._in_cell = False
        if value is None or value == "":
            return
        self._meter.check_column(self._column - 1)
        for column in range(first, self._column):
            self._cells[column] = value
        self.merge(first)

    def merge(self, column: int) -> None:
        rows = _count(self._cell, "table:number-rows-spanned")
        columns = _count(self._cell, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            first = self._number + 1
            self.grid.merges.append(Merge(first, column, first + rows - 1, column + columns - 1))

    def value(self) -> Value:
        """What the cell shows; Trouble where it shows nothing that could be trusted."""
        kind = self._cell.get("office:value-type", "")
        text = "\n".join(self._lines) or self._cell.get("office:string-value", "")
        if self._cell.get("calcext:value-type") == "error":
            return Trouble("error", text[:20])
        if not kind:
            return Trouble("formula", "") if "table:formula" in self._cell else (self._meter.hold(text) or None)
        if kind in ("float", "percentage", "currency"):
            return self.number(text)
        if kind == "date":
            return date.fromisoformat(self._cell.get("office:date-value", "")[:10])
        if kind == "boolean":
            return self._cell.get("office:boolean-value") == "true"
        return self._meter.hold(text)

    def number(self, text: str) -> Value:
        """A number, or the digits that are shown when they begin with zeros (001101)."""
        number = float(self._cell.get("office:value", "nan"))
        if text.isdigit() and text.startswith("0") and len(text) > 1 and float(text) == number:
            return text
        return finite(number)

    def step_aside(self, attributes: dict[str, str]) -> None:
        """Comments of colleagues are no part of a cell."""
        self._aside += 1

    def step_back(self) -> None:
        self._aside -= 1

    def paragraph(self, attributes: dict[str, str]) -> None:
        if self._in_cell and not self._aside and not self._skips:
            self.collect()

    def end_paragraph(self) -> None:
        if self.text is not None and not self._aside:
            self._lines.append(self._meter.hold(self.collected()))

    def spaces(self, attributes: dict[str, str]) -> None:
        self.add(" " * min(_count(attributes, "text:c"), MAX_SPACES))

    def tab(self, attributes: dict[str, str]) -> None:
        self.add("\t")

    def line_break(self, attributes: dict[str, str]) -> None:
        self.add("\n")
