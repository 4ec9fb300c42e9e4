"""What a roster says, row by row. Pure: no database, no files.

Identity numbers live in `Line` only and never reach a message.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

import regex
from django.utils.translation import gettext as _

from foundation.api import GridschoolError, Row, Trouble
from people.rules.contact import PhoneRefused, read_phones
from people.rules.identity import Identity, ends_ruined, parse_identity
from people.rules.names import clean_name, drop_invisible
from people.rules.roster_header import Header

POST_LENGTH = 50
UNIT_LENGTH = 100
SHOWN_NAME = 50
EXACT_DIGITS = 10**15
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|#{3,}|Err:\d+")
_SPACE_IN_HAN = regex.compile(r"(?<=\p{Han})\s+(?=\p{Han})")


class RowRefused(Exception):
    """One row cannot be used: the field at fault and the reason, in words, without the value."""

    def __init__(self, at: str, reason: object) -> None:
        super().__init__(at)
        self.at = at
        self.reason = str(reason)


@dataclass(frozen=True)
class Line:
    """A row that can be read. Empty `phone` and `post` mean: nothing said, leave what is known."""

    number: int
    name: str
    identity: Identity = field(repr=False)
    phone: str
    unit: str
    post: str


@dataclass(frozen=True)
class Fault:
    """A row that cannot be used."""

    number: int
    name: str
    cell: str
    reason: str


def read_lines(rows: Sequence[Row], header: Header, *, allow_demo: bool) -> Iterator[Line | Fault]:
    """Every row as a line or a fault; a person named twice is a fault from the second time on."""
    seen: dict[str, int] = {}
    suspects = has_ruined_numbers(rows, header)
    for row in rows:
        try:
            line = _read_line(row, header, allow_demo)
            if suspects and ends_ruined(line.identity.number):
                raise RowRefused("identity", _ruined())
            _refuse_second(line, seen)
        except RowRefused as refused:
            name = header.text(row, "name")[:SHOWN_NAME]
            yield Fault(row.number, name, header.cell(row.number, refused.at), refused.reason)
        else:
            yield line


def has_ruined_numbers(rows: Sequence[Row], header: Header) -> bool:
    """Whether the column of identity numbers was once a column of quantities.

    Such numbers end in 000. One in eleven still fits its check character and belongs to somebody else, so once
    one is found, none of that ending is believed.
    """
    for row in rows:
        raw = header.raw(row, "identity")
        if isinstance(raw, int | float) and not isinstance(raw, bool) and raw >= EXACT_DIGITS:
            return True
        if isinstance(raw, str) and ends_ruined(raw) and not _is_valid(raw):
            return True
    return False


def _is_valid(text: str) -> bool:
    try:
        parse_identity(text, allow_demo=True)
    except GridschoolError:
        return False
    return True


def _read_line(row: Row, header: Header, allow_demo: bool) -> Line:
    return Line(
        number=row.number,
        name=_checked("name", clean_name, _text(row, header, "name")),
        identity=_identity(row, header, allow_demo),
        phone=_phone(_text(row, header, "phone")),
        unit=_unit(_text(row, header, "unit")),
        post=_post(_text(row, header, "post")),
    )


def _text(row: Row, header: Header, at: str) -> str:
    """A field as text. Raises RowRefused where the sheet shows an error or made something else of the text."""
    raw = header.raw(row, at)
    text = header.text(row, at)
    if isinstance(raw, Trouble) and raw.kind == "formula":
        reason = _(
            "The cell holds a formula that was never calculated. Open the file in Excel or WPS, save it, and "
            "upload it again"
        )
        raise RowRefused(at, reason)
    if isinstance(raw, Trouble) or _ERROR.fullmatch(text):
        raise RowRefused(at, _("The cell shows an error of the spreadsheet. Type what belongs there"))
    if isinstance(raw, date | time):
        reason = _("The spreadsheet took the cell for a date. Set the column to text and type it again")
        raise RowRefused(at, reason)
    return text


def _checked(at: str, check: Any, text: str) -> Any:
    try:
        return check(text)
    except GridschoolError as error:
        raise RowRefused(at, error) from error


def _identity(row: Row, header: Header, allow_demo: bool) -> Identity:
    text = _text(row, header, "identity")
    raw = header.raw(row, "identity")
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= EXACT_DIGITS:
        raise RowRefused("identity", _ruined())
    found: Identity = _checked("identity", lambda number: parse_identity(number, allow_demo=allow_demo), text)
    return found


def _ruined() -> str:
    return _(
        "The spreadsheet took the identity number for a quantity and lost its last digits. "
        "Set the column to text and type the number again"
    )


def _phone(text: str) -> str:
    try:
        phones = read_phones(text)
    except PhoneRefused as error:
        raise RowRefused("phone", error) from error
    return phones[0] if phones else ""


def _unit(text: str) -> str:
    """The unit's name or code; line breaks inside a name are the sheet's, and digits may be full-width."""
    plain = _SPACE_IN_HAN.sub("", " ".join(drop_invisible(text).split()))
    digits = re.sub(r"[\s']", "", unicodedata.normalize("NFKC", plain))
    if digits.isdigit():
        plain = digits
    if not plain:
        raise RowRefused("unit", _("The unit is missing"))
    if len(plain) > UNIT_LENGTH:
        raise RowRefused("unit", _("This is too long for the name of a unit"))
    return plain


def _post(text: str) -> str:
    post = " ".join(drop_invisible(text).split())
    if len(post) > POST_LENGTH:
        reason = _("The post has more than %(limit)s characters. Shorten it") % {"limit": POST_LENGTH}
        raise RowRefused("post", reason)
    return post


def _refuse_second(line: Line, seen: dict[str, int]) -> None:
    first = seen.setdefault(line.identity.number, line.number)
    if first != line.number:
        reason = _("The same person stands in row %(row)s already") % {"row": first}
        raise RowRefused("identity", reason)
