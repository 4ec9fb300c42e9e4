"""Which kind of spreadsheet the bytes are. What a file is called is not believed."""

from typing import Protocol

from django.utils.translation import gettext as _

from foundation.sheets.archive import Archive
from foundation.sheets.cells import (
    Grid,
    Limits,
    Meter,
    SheetName,
    SheetsRefused,
    locked,
    not_a_spreadsheet,
)
from foundation.sheets.delimited import DelimitedBook
from foundation.sheets.ods import OdsBook
from foundation.sheets.xls import XlsBook
from foundation.sheets.xlsx import XlsxBook

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
DOCUMENTS = ("WordDocument".encode("utf-16-le"), "PowerPoint Document".encode("utf-16-le"))
# Beginnings of what is sent instead of a roster, most of which would decode as some text or other.
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
)


class Book(Protocol):
    """An opened spreadsheet."""

    sheets: list[SheetName]
    has_macros: bool

    def head(self, index: int) -> Grid:
        """The first rows of a sheet, to see what it is about. Raises SheetsRefused."""

    def grid(self, index: int) -> Grid:
        """A whole sheet. Raises SheetsRefused."""


def open_book(data: bytes, limits: Limits) -> Book:
    """Open .xlsx, .xlsm, .xls, .et, .ods, or text with separators.

    Raises SheetsRefused: empty, password, corrupt, bomb, not_a_spreadsheet, web_page, and when rows are read
    too_many_rows, too_many_columns, huge_cell, too_much, bad_quotes.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise SheetsRefused(_("This file is empty."), code="empty")
    meter = Meter(limits)
    if data.startswith(OLE):
        return _open_ole(data, meter)
    if data.startswith(ZIP):
        return _open_zip(data, meter)
    return _open_text(data, meter)


def _open_ole(data: bytes, meter: Meter) -> Book:
    if LOCKED in data:
        raise locked()
    if any(name in data for name in DOCUMENTS):
        raise not_a_spreadsheet()
    return XlsBook(data, meter)


def _open_zip(data: bytes, meter: Meter) -> Book:
    names = Archive(data, meter).names
    if "xl/workbook.xml" in names:
        return XlsxBook(data, meter)
    if "mimetype" in names:
        return OdsBook(data, meter)
    raise not_a_spreadsheet()


def _open_text(data: bytes, meter: Meter) -> Book:
    if data.startswith(OTHERS):
        raise not_a_spreadsheet()
    start = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"<"):
        message = _(
            "This is a web page that is only called a workbook. Open it in Excel or WPS, "
            "save it as .xlsx and upload that."
        )
        raise SheetsRefused(message, code="web_page", status=415)
    book = DelimitedBook(data, meter)
    if not any(len(row.cells) > 1 for row in book.head(0).rows):
        raise not_a_spreadsheet()
    return book
