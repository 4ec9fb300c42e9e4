"""The rows that an import refused, as a workbook to mend and upload again."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from foundation.api import write_text
from people.models import RosterImport, RosterRow
from people.rules.roster_header import REASON_COLUMN, normal_title, text_of
from people.services.plan_roster import sheet_of
from people.services.read_roster import Sheet

RED = Font(color="C00000", bold=True)
BOLD = Font(bold=True)
COLUMN_WIDTH = 20
TEMPLATE_COLUMNS = ("姓名", "身份证号", "手机号", "单位", "岗位")


def refused_workbook(*, roster: RosterImport) -> bytes:
    """An .xlsx of the refused rows with a red column of reasons.

    As long as the roster's file is kept the rows are whole, with the officer's own columns and text, ready to be
    mended; afterwards they hold the row number, the name and the reason.
    """
    refused = list(roster.rows.filter(kind=RosterRow.Kind.REFUSED))
    if roster.file:
        sheet = sheet_of(roster)
        listed = {row.number for row in sheet.rows}
        refused = [row for row in refused if row.number in listed]  # leavers stand in no row of the file
        title, body = _own_columns(sheet, [row.number for row in refused])
    else:
        title = [_("Row"), pgettext("people", "Name"), _("Cell")]
        body = [[row.number, row.name, row.cell] for row in refused]
    reasons = [f"{row.cell} {row.reason}".strip() for row in refused]
    return _workbook([*title, REASON_COLUMN], [[*cells, why] for cells, why in zip(body, reasons, strict=True)])


def empty_workbook() -> bytes:
    """The roster's form with nothing but its columns."""
    return _workbook(list(TEMPLATE_COLUMNS), [])


def _own_columns(sheet: Sheet, numbers: list[int]) -> tuple[list[Any], list[list[Any]]]:
    """The officer's columns and these rows; reasons of an earlier round are left out."""
    rows = {row.number: row.cells for row in sheet.rows}
    width = max([len(sheet.header.titles), *(len(rows[number]) for number in numbers)])
    titles = [*sheet.header.titles, *[""] * (width - len(sheet.header.titles))]
    kept = [at for at, title in enumerate(titles) if normal_title(title) != REASON_COLUMN]
    body = [[rows[number][at] if at < len(rows[number]) else None for at in kept] for number in numbers]
    return [titles[at] for at in kept], body


def _workbook(title: list[Any], rows: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.active
    for number, values in enumerate([title, *rows], start=1):
        for column, value in enumerate(values, start=1):
            cell: Cell = sheet.cell(number, column)
            write_text(cell, text_of(value))
            if number == 1:
                cell.font = BOLD
        if title[-1] == REASON_COLUMN:
            sheet.cell(number, len(title)).font = RED
    for column in range(1, len(title) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = COLUMN_WIDTH
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
