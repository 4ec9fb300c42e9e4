"""Workbooks of Excel 97 to 2003 and of older WPS (.xls, .et)."""

import io
from datetime import datetime
from typing import Any

import xlrd
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from foundation.sheets.cells import (
    HEAD_ROWS,
    OBJECT_BYTES,
    Grid,
    Merge,
    Meter,
    Row,
    SheetName,
    SheetsRefused,
    Trouble,
    Value,
    corrupt,
    locked,
)
from foundation.sheets.numbers import shown_number

MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")


class XlsBook:
    """An opened workbook; its sheets are read one at a time."""

    def __init__(self, data: bytes, meter: Meter) -> None:
        """Raises SheetsRefused."""
        self._meter = meter
        self._book = _opened(data)
        self.has_macros = MACROS in data
        self._calendar = CALENDAR_MAC_1904 if self._book.datemode else CALENDAR_WINDOWS_1900
        names = self._book.sheet_names()
        self.sheets = [SheetName(name[:100], bool(self._hidden(index))) for index, name in enumerate(names)]

    def _hidden(self, index: int) -> int:
        visibility: list[int] = self._book._sheet_visibility  # a sheet tells it only once it is read
        return visibility[index] if index < len(visibility) else 0

    def head(self, index: int) -> Grid:
        """The sheet's first rows. Raises SheetsRefused."""
        return self._read(index, HEAD_ROWS)

    def grid(self, index: int) -> Grid:
        """The whole sheet. Raises SheetsRefused."""
        return self._read(index, 0)

    def _read(self, index: int, head: int) -> Grid:
        try:
            return _Sheet(self._book, index, self._meter, self._calendar).read(head)
        except SheetsRefused:
            raise
        except Exception as error:  # the library raises whatever it stumbles over
            raise corrupt() from error
        finally:
            self._book.unload_sheet(index)


def _opened(data: bytes) -> Any:
    try:
        return xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), on_demand=True, formatting_info=True, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        raise (locked() if "encrypted" in str(error) else corrupt()) from error
    except Exception as error:  # the library raises whatever it stumbles over
        raise corrupt() from error


class _Sheet:
    """One sheet as the library gives it, turned into rows."""

    def __init__(self, book: Any, index: int, meter: Meter, calendar: datetime) -> None:
        self._sheet = book.sheet_by_index(index)
        self._book, self._meter, self._calendar = book, meter, calendar

    def read(self, head: int) -> Grid:
        grid = Grid()
        for index in range(self._sheet.nrows):
            cells = self.cells(index)
            if cells:
                grid.rows.append(Row(index + 1, cells, self.is_hidden(index)))
                self._meter.spend(OBJECT_BYTES + OBJECT_BYTES * len(cells))
                self._meter.check_rows(len(grid.rows))
            if head and len(grid.rows) >= head:
                break
        merged = ((low, left, high, right - 1) for low, high, left, right in self._sheet.merged_cells)
        grid.merges = [Merge(low + 1, left, high, right) for low, left, high, right in merged]
        grid.hidden_columns = {at for at, info in self._sheet.colinfo_map.items() if info.hidden}
        return grid

    def is_hidden(self, index: int) -> bool:
        info = self._sheet.rowinfo_map.get(index)
        return bool(info is not None and info.hidden)

    def cells(self, row: int) -> list[Value]:
        """The cells up to the last one that holds something."""
        values = [self.value(row, column) for column in range(self._sheet.row_len(row))]
        while values and values[-1] in (None, ""):
            values.pop()
        if values:
            self._meter.check_column(len(values) - 1)
        return values

    def value(self, row: int, column: int) -> Value:
        """What the cell shows; Trouble where it shows an error."""
        kind, value = self._sheet.cell_type(row, column), self._sheet.cell_value(row, column)
        if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return None
        if kind == xlrd.XL_CELL_ERROR:
            return Trouble("error", xlrd.error_text_from_code.get(value, "#N/A"))
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_TEXT:
            return str(value)
        number = int(value) if float(value).is_integer() and abs(value) < 10**15 else float(value)
        return shown_number(number, kind == xlrd.XL_CELL_DATE, self.digits(row, column), self._calendar)

    def digits(self, row: int, column: int) -> int:
        """How many digits the cell's format asks for ("000000" asks for six)."""
        style = self._book.xf_list[self._sheet.cell_xf_index(row, column)]
        code = self._book.format_map[style.format_key].format_str
        return len(code) if code and not code.strip("0") else 0
