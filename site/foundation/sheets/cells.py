"""What a sheet is made of, and how much of it may be held."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from foundation.errors import GridschoolError

TITLE_ROWS = 10
HEAD_ROWS = 40  # enough to see what a sheet is about
CELL_CHARACTERS = 32_767  # what a cell of Excel can hold
OBJECT_BYTES = 80  # what Python needs for one piece of text beside its characters
POINTER_BYTES = 8
NUMBER_BYTES = 32


class SheetsRefused(GridschoolError):
    """The file cannot be read as a spreadsheet; the message says why and what to do."""


@dataclass(frozen=True)
class Trouble:
    """A cell without a value that could be trusted: an error (#N/A), or a formula that was never calculated."""

    kind: Literal["error", "formula"]
    text: str


Value = str | int | float | bool | date | time | Trouble | None


class Merge(NamedTuple):
    """A merged range: rows from 1, columns from 0, both ends belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class Row:
    """A row that holds something: its number in the sheet (from 1) and its cells from column A on."""

    number: int
    cells: list[Value] = field(repr=False)
    is_hidden: bool = False


@dataclass
class Grid:
    """A sheet without its empty rows."""

    rows: list[Row] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class SheetName:
    """A sheet as the workbook lists it."""

    title: str
    is_hidden: bool = False


@dataclass(frozen=True)
class Limits:
    """How much of a workbook is read. Rows are those that hold something; ten more are allowed for titles."""

    rows: int
    columns: int = 256
    merges: int = 100_000
    unpacked_bytes: int = 256 * 1024 * 1024
    held_bytes: int = 160 * 1024 * 1024


class Meter:
    """Counts what is really unpacked and held while a workbook is read, and stops it at the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._unpacked = 0
        self._held = 0

    def unpack(self, count: int) -> None:
        """Note bytes that came out of an archive. Raises SheetsRefused (bomb)."""
        self._unpacked += count
        if self._unpacked > self.limits.unpacked_bytes:
            raise bomb()

    def hold(self, text: str) -> str:
        """Note a piece of text that is kept, and return it. Raises SheetsRefused (huge_cell, too_much)."""
        if len(text) > CELL_CHARACTERS:
            raise huge_cell()
        self.spend(OBJECT_BYTES + 2 * len(text))
        return text

    def spend(self, count: int) -> None:
        """Note bytes of memory. Raises SheetsRefused (too_much)."""
        self._held += count
        if self._held > self.limits.held_bytes:
            raise too_much()

    def check_rows(self, count: int) -> None:
        """Raises SheetsRefused (too_many_rows)."""
        if count > self.limits.rows + TITLE_ROWS:
            message = _("More than %(limit)s rows. Split the file and upload the parts one by one.")
            raise SheetsRefused(message % {"limit": f"{self.limits.rows:,}"}, code="too_many_rows", status=413)

    def check_merges(self, count: int) -> None:
        """Raises SheetsRefused (too_much)."""
        if count > self.limits.merges:
            raise too_much()

    def check_column(self, index: int) -> None:
        """Raises SheetsRefused (too_many_columns)."""
        if index >= self.limits.columns:
            message = _("Something stands beyond column %(limit)s. Keep only the columns that are needed.")
            raise SheetsRefused(message % {"limit": self.limits.columns}, code="too_many_columns", status=413)


def huge_cell() -> SheetsRefused:
    """The refusal of a cell with more text than Excel itself could put into one."""
    message = _("A cell holds more than %(limit)s characters. Empty it and upload the file again.")
    return SheetsRefused(message % {"limit": f"{CELL_CHARACTERS:,}"}, code="huge_cell", status=413)


def bomb() -> SheetsRefused:
    """The refusal of a file that unpacks to more than any honest one."""
    message = _(
        "The file unpacks to far more than a spreadsheet of this size. It was not read. "
        "Copy the rows into a new workbook and upload that."
    )
    return SheetsRefused(message, code="bomb", status=413)


def too_much() -> SheetsRefused:
    """The refusal of a sheet that holds more text than is kept in memory."""
    message = _("The sheet holds too much text. Keep only the columns that are needed, or split the file.")
    return SheetsRefused(message, code="too_much", status=413)


def corrupt() -> SheetsRefused:
    """The refusal of a file that begins like a spreadsheet and does not hold what one must."""
    message = _("The file is damaged or not complete. Open it in Excel or WPS, save it as .xlsx and upload that.")
    return SheetsRefused(message, code="corrupt")


def locked() -> SheetsRefused:
    """The refusal of a file that asks for a password."""
    return SheetsRefused(
        _("The file is locked by a password. Take it off and upload again."), code="password", status=422
    )


def not_a_spreadsheet() -> SheetsRefused:
    """The refusal of anything else."""
    message = _("This is not an Excel workbook. Save the roster as .xlsx and upload it again.")
    return SheetsRefused(message, code="not_a_spreadsheet", status=415)
