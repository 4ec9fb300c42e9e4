"""From uploaded bytes to rows of cells. What a file is called is not believed; what it begins with is."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _

from people.rules.roster_reading import Cells, Header, RosterRefused, find_header, require_columns

MAX_ROWS = 50_000
# A workbook unpacks to about ten times its size; a hundred times is an attack.
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """The first sheet of a workbook that looks like a roster."""

    rows: list[Cells]
    header: Header


def read_roster(data: bytes) -> Sheet:
    """Read a roster from the bytes of an .xlsx or .xls file.

    Raises RosterRefused: too_big, not_a_spreadsheet, password, too_many_rows, missing_columns.
    """
    _refuse_what_is_no_spreadsheet(data)
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [book.get_sheet_by_index(index) for index in range(len(book.sheet_names))]
            return _first_roster(sheets)
    except python_calamine.PasswordError as error:
        raise RosterRefused(
            _("The file is locked by a password. Take it off and upload again."), code="password"
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _no_spreadsheet() from error


def _refuse_what_is_no_spreadsheet(data: bytes) -> None:
    if len(data) > settings.ROSTER_MAX_BYTES:
        limit = settings.ROSTER_MAX_BYTES // (1024 * 1024)
        message = _("The file is larger than %(limit)s MB. Split it and upload the parts one by one.")
        raise RosterRefused(message % {"limit": limit}, code="too_big", status=413)
    if data.startswith(_OLE):
        return
    if not data.startswith(_ZIP):
        raise _no_spreadsheet()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            is_workbook = "xl/workbook.xml" in parts.namelist()
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise _no_spreadsheet() from error
    if not is_workbook or unpacked > MAX_UNPACKED_BYTES:
        raise _no_spreadsheet()


def _no_spreadsheet() -> RosterRefused:
    message = _("This is not an Excel workbook. Save the roster as .xlsx and upload it again.")
    return RosterRefused(message, code="not_a_spreadsheet")


def _first_roster(sheets: list[Any]) -> Sheet:
    """The first sheet with a header, else the refusal that names every column."""
    for sheet in sheets:
        rows = sheet.to_python(skip_empty_area=False)
        found = find_header(rows)
        if found is not None:
            header = require_columns(found)
            return Sheet(_within_limit(rows, header), header)
    return Sheet([], require_columns(None))


def _within_limit(rows: list[Cells], header: Header) -> list[Cells]:
    if len(rows) - header.row - 1 > MAX_ROWS:
        message = _("More than %(limit)s rows. Split the file and upload the parts one by one.")
        raise RosterRefused(message % {"limit": f"{MAX_ROWS:,}"}, code="too_many_rows")
    return rows
