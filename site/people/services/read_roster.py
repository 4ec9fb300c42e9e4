"""From uploaded bytes to the rows of a roster. What a file is called is not believed."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.api import Book, Grid, Limits, Row, SheetsRefused, open_book
from people.rules.roster_header import Header, RosterRefused, find_header, require_columns
from people.rules.roster_notes import notes_on_people
from people.rules.roster_rows import notes_on_columns, notes_on_rows, people_rows

MAX_ROWS = 50_000
MAX_SHEETS = 100
LIMITS = Limits(rows=MAX_ROWS)


@dataclass(frozen=True)
class Sheet:
    """The sheet of a workbook that is most like a roster: its rows of people, and what is to be said about it.

    `others` are the titles of sheets with people that were not read.
    """

    rows: list[Row] = field(repr=False)
    header: Header
    notes: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def require_whole(self) -> None:
        """A list of everybody must not go on in another sheet: whoever stands there would pass for gone.

        Raises RosterRefused (other_sheets).
        """
        if self.others:
            message = _(
                "Other sheets hold people too: %(titles)s. A complete list must be on one sheet. Copy them "
                "together, or upload without marking who has left."
            )
            raise RosterRefused(message % {"titles": _quoted(self.others)}, code="other_sheets")


@dataclass(frozen=True)
class _Candidate:
    """A sheet as its first rows show it."""

    index: int
    header: Header | None
    people: int
    is_hidden: bool

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """What is better is greater: more columns, visible, more people, further to the front."""
        columns = len(self.header.columns) if self.header else 0
        return (columns if self.people else 0, not self.is_hidden, self.people, -self.index)


def read_roster(data: bytes) -> Sheet:
    """Read a roster from the bytes of a spreadsheet: .xlsx, .xlsm, .xls, .et, .ods, .csv, .tsv.

    Macros are never run. Raises RosterRefused: too_big, missing_columns, no_people, and whatever the file itself
    is refused for (see `open_book`).
    """
    if len(data) > settings.ROSTER_MAX_BYTES:
        limit = settings.ROSTER_MAX_BYTES // (1024 * 1024)
        message = _("The file is larger than %(limit)s MB. Split it and upload the parts one by one.")
        raise RosterRefused(message % {"limit": limit}, code="too_big", status=413)
    try:
        return _read(open_book(data, LIMITS))
    except SheetsRefused as refused:
        raise RosterRefused(refused.message, code=refused.code, status=refused.status) from refused


def _read(book: Book) -> Sheet:
    candidates = [_candidate(book, index) for index in range(min(len(book.sheets), MAX_SHEETS))]
    best = max(candidates, key=lambda found: found.rank, default=None)
    if best is None or best.header is None:
        require_columns(None)
    assert best is not None
    grid = book.grid(best.index)
    header = require_columns(find_header(grid.rows))
    found = people_rows(grid, header)
    if not found.rows:
        message = _("There is nobody below the column names. Fill in the roster and upload it again.")
        raise RosterRefused(message, code="no_people")
    others = [book.sheets[one.index].title for one in candidates if one.people and one is not best]
    notes = [
        *_notes_on_book(book, best, others),
        *_notes_on_place(header),
        *notes_on_columns(grid, header),
        *notes_on_rows(found),
        *notes_on_people(found.rows, header),
    ]
    return Sheet(found.rows, header, notes, others)


def _candidate(book: Book, index: int) -> _Candidate:
    head: Grid = book.head(index)
    header = find_header(head.rows)
    people = len(people_rows(head, header).rows) if header else 0
    return _Candidate(index, header, people, book.sheets[index].is_hidden)


def _notes_on_book(book: Book, best: _Candidate, others: list[str]) -> list[str]:
    notes = []
    if len(book.sheets) > 1:
        title = book.sheets[best.index].title
        notes.append(_("Of %(count)s sheets “%(title)s” was read.") % {"count": len(book.sheets), "title": title})
    if others:
        message = _("Other sheets hold people too and were not read: %(titles)s. Upload each one separately.")
        notes.append(message % {"titles": _quoted(others)})
    if book.has_macros:
        notes.append(_("The workbook holds macros. They were not run; only the cells were read."))
    if len(book.sheets) > MAX_SHEETS:
        notes.append(_("Only the first %(limit)s sheets were looked at.") % {"limit": MAX_SHEETS})
    return notes


def _quoted(titles: list[str]) -> str:
    return "、".join(f"“{title}”" for title in titles)


def _notes_on_place(header: Header) -> list[str]:
    if header.row == 1:
        return []
    if header.first != header.row:
        rows = {"first": header.first, "last": header.row}
        return [_("The names of the columns were found in rows %(first)s and %(last)s.") % rows]
    return [_("The names of the columns were found in row %(row)s.") % {"row": header.row}]
