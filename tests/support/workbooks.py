"""Spreadsheets as offices send them."""

from io import BytesIO

from openpyxl import Workbook

HEADER = ["姓名", "身份证号", "手机号", "单位", "岗位"]


def roster_workbook(rows: list[list[str]], header: list[str] | None = None) -> bytes:
    """An .xlsx with a header row and these rows."""
    book = Workbook()
    sheet = book.active
    sheet.append(header or HEADER)
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
