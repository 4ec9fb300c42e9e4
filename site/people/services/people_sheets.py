"""Tables of people as files that print with a mark: who took them, when, what for."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from foundation.api import write_text

# Excel allows 255 characters in a printed header, its own codes included.
HEADER_CHARACTERS = 200
A4 = "9"  # as the file format numbers paper
WIDTHS = (16, 24, 16, 32, 18, 18)
BOLD = Font(bold=True)
MARK = Font(color="C00000", size=9)


@dataclass
class Table:
    """One table: `title` names the sheet, every cell is text."""

    title: str
    header: Sequence[str]
    rows: list[Sequence[str]]


def as_workbook(tables: list[Table], mark: str) -> bytes:
    """An .xlsx with a sheet for each table. The mark stands in the first row and on every printed page."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title)
        _prepare_printing(sheet, mark)
        sheet.append([_cell(sheet, mark, MARK)])
        sheet.append([_cell(sheet, text, BOLD) for text in table.header])
        for row in table.rows:
            sheet.append([_cell(sheet, text) for text in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet)
    write_text(cell, text)
    if font is not None:
        cell.font = font
    return cell


def _prepare_printing(sheet: Any, mark: str) -> None:
    printed = mark[:HEADER_CHARACTERS].replace("&", "&&")
    sheet.oddHeader.center.text = printed
    sheet.oddFooter.left.text = printed
    sheet.oddFooter.right.text = _("Page &P of &N")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:2"
    sheet.freeze_panes = "A3"
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width


def as_csv(table: Table, mark: str) -> bytes:
    """A table in GB 18030, which has every character there is; the mark stands in the first line.

    What a spreadsheet would take for a formula is given an apostrophe in front.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([mark])
    writer.writerow(table.header)
    writer.writerows([[_harmless(text) for text in row] for row in table.rows])
    return stream.getvalue().encode("gb18030")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
