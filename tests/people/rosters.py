"""Rosters as files, for tests."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADER = ("姓名", "身份证号", "手机号", "单位", "岗位")


def workbook(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    """The bytes of an .xlsx with a header and these rows."""
    book = Workbook()
    for number, row in enumerate((header, *rows), start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # "=…" is text here
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
