"""The rows that an import refused, as a workbook to mend and upload again."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from people.models import RosterImport, RosterRow
from people.rules.roster_reading import Cells, text_of
from people.services.plan_roster import sheet_of

RED = Font(color="C00000", bold=True)
BOLD = Font(bold=True)
COLUMN_WIDTH = 20
TEMPLATE_COLUMNS = ("姓名", "身份证号", "手机号", "单位", "岗位")
REASON_COLUMN = "错误原因"


def refused_workbook(*, roster: RosterImport) -> bytes:
    """An .xlsx of the refused rows with a red column of reasons.

    As long as the roster's file is kept the rows are whole, ready to be mended; afterwards they hold the row
    number, the name and the reason.
    """
    refused = list(roster.rows.filter(kind=RosterRow.Kind.REFUSED))
    if roster.file:
        sheet = sheet_of(roster)
        title: Cells = sheet.rows[sheet.header.row]
        body: list[Cells] = [_padded(sheet.rows[row.number - 1], len(title)) for row in refused]
    else:
        title = (_("Row"), pgettext("people", "Name"), _("Cell"))
        body = [(row.number, row.name, row.cell) for row in refused]
    reasons = [f"{row.cell} {row.reason}".strip() for row in refused]
    return _workbook([*title, REASON_COLUMN], [[*cells, why] for cells, why in zip(body, reasons, strict=True)])


def empty_workbook() -> bytes:
    """The roster's form with nothing but its columns."""
    return _workbook(list(TEMPLATE_COLUMNS), [])


def _padded(cells: Cells, width: int) -> list[Any]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _workbook(title: list[Any], rows: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    for number, values in enumerate([title, *rows], start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            _write_text(cell, text_of(value))
            if number == 1:
                cell.font = BOLD
        if title[-1] == REASON_COLUMN:
            sheet.cell(number, len(title)).font = RED
    for column in range(1, len(title) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_text(cell: Cell, text: str) -> None:
    """As text whatever it looks like: "=…" must not become a formula, nor 18 digits a quantity."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
