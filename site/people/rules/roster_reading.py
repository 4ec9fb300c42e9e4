"""What a roster says, row by row. Pure: no database, no files.

Header aliases follow domain reference 7.2. Identity numbers live in `Line` only and never reach a message.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.rules.contact import normalise_phone
from people.rules.identity import Identity, parse_identity
from people.rules.names import clean_name

Cells = Sequence[Any]

HEADER_ROWS = 10
REQUIRED = ("name", "identity", "phone", "unit")
ALIASES = {
    "name": ("姓名", "名字", "人员姓名", "网格员姓名", "name"),
    "identity": (
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "身份证",
        "身份号码",
        "证件号码",
        "证件号",
        "idnumber",
    ),
    "phone": ("手机号", "手机号码", "手机", "联系电话", "联系方式", "电话", "电话号码", "phone"),
    "unit": (
        "单位",
        "所属单位",
        "工作单位",
        "所在单位",
        "所属社区",
        "社区",
        "村社区",
        "村(社区)",
        "单位代码",
        "unit",
    ),
    "post": ("岗位", "职务", "岗位名称", "职位", "工作岗位", "post"),
}
_FIELD_OF = {alias: name for name, aliases in ALIASES.items() for alias in aliases}
_NOTE = re.compile(r"[(\[【][^)\]】]*[)\]】]")
POST_LENGTH = 50


class RosterRefused(GridschoolError):
    """The file as a whole cannot be used."""


class RowRefused(Exception):
    """One row cannot be used: the field at fault and the reason, in words, without the value."""

    def __init__(self, at: str, reason: object) -> None:
        super().__init__(at)
        self.at = at
        self.reason = str(reason)


@dataclass(frozen=True)
class Header:
    """Where the columns are: the header's row index and each field's column index, both from 0."""

    row: int
    columns: dict[str, int]

    def cell(self, number: int, at: str) -> str:
        """The spreadsheet's own address of a field in a row ("B12")."""
        return f"{column_letter(self.columns.get(at, 0))}{number}"


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


def column_letter(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(cell: Any) -> str:
    """A cell as text; spreadsheets keep phones and codes as numbers with a fraction of nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def find_header(rows: Sequence[Cells]) -> Header | None:
    """The row among the first ten that names most columns; None when no row names a person."""
    found = [Header(index, _columns(cells)) for index, cells in enumerate(rows[:HEADER_ROWS])]
    found = [header for header in found if len(header.columns) >= 3 and "name" in header.columns]
    return max(found, key=lambda header: len(header.columns), default=None)


def _columns(cells: Cells) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        title = _normal_title(text_of(cell))
        name = _FIELD_OF.get(title) or _FIELD_OF.get(_NOTE.sub("", title))
        if name:
            columns.setdefault(name, index)
    return columns


def _normal_title(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).rstrip(":*").lower()


def require_columns(header: Header | None) -> Header:
    """The header when it has every column that is needed.

    Raises RosterRefused (missing_columns), naming those that are missing.
    """
    missing = [name for name in REQUIRED if header is None or name not in header.columns]
    if header is None or missing:
        names = "、".join(ALIASES[name][0] for name in missing)
        message = _("These columns are missing: %(names)s. The first row must hold the names of the columns.")
        raise RosterRefused(message % {"names": names}, code="missing_columns")
    return header


def read_lines(rows: Sequence[Cells], header: Header, *, allow_demo: bool) -> Iterator[Line | Fault]:
    """Every row below the header that holds anything; a person named twice is a fault from the second time on."""
    seen: dict[str, int] = {}
    for index, cells in enumerate(rows[header.row + 1 :], start=header.row + 2):
        if not any(text_of(cell) for cell in cells):
            continue
        try:
            line = _read_line(index, cells, header, allow_demo)
            _refuse_second(line, seen)
        except RowRefused as refused:
            yield Fault(index, _cell(cells, header, "name")[:50], header.cell(index, refused.at), refused.reason)
        else:
            yield line


def _cell(cells: Cells, header: Header, name: str) -> str:
    column = header.columns.get(name)
    return text_of(cells[column]) if column is not None and column < len(cells) else ""


def _read_line(number: int, cells: Cells, header: Header, allow_demo: bool) -> Line:
    unit = _cell(cells, header, "unit")
    if not unit:
        raise RowRefused("unit", _("The unit is missing"))
    return Line(
        number=number,
        name=_checked("name", clean_name, _cell(cells, header, "name")),
        identity=_identity(cells, header, allow_demo),
        phone=_phone(_cell(cells, header, "phone")),
        unit=unit,
        post=_cell(cells, header, "post")[:POST_LENGTH],
    )


def _checked(at: str, check: Any, text: str) -> Any:
    try:
        return check(text)
    except GridschoolError as error:
        raise RowRefused(at, error) from error


def _identity(cells: Cells, header: Header, allow_demo: bool) -> Identity:
    column = header.columns["identity"]
    if column < len(cells) and isinstance(cells[column], int | float):
        reason = _(
            "The spreadsheet took the identity number for a quantity and lost its last digits. "
            "Set the column to text and type the number again"
        )
        raise RowRefused("identity", reason)
    read = _cell(cells, header, "identity")
    found: Identity = _checked("identity", lambda text: parse_identity(text, allow_demo=allow_demo), read)
    return found


def _phone(text: str) -> str:
    phone = normalise_phone(text)
    if text and not phone:
        raise RowRefused("phone", _("This is no mobile number of 11 digits"))
    return phone


def _refuse_second(line: Line, seen: dict[str, int]) -> None:
    first = seen.setdefault(line.identity.number, line.number)
    if first != line.number:
        reason = _("The same person stands in row %(row)s already") % {"row": first}
        raise RowRefused("identity", reason)
