"""Rosters as files, for tests."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADER = ("姓名", "身份证号", "手机号", "单位", "岗位")


def workbook(*rows: Sequence[Any], header: Sequence[str] = HEADER) -> bytes:
    """The bytes of an .xlsx with a header and these rows."""
    book = Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type  # "=…" is text here
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
