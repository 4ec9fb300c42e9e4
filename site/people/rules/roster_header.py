"""Where a roster's columns are. Pure: no database, no files. Aliases follow domain reference 7.2."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from foundation.api import GridschoolError, Row, Trouble

HEADER_ROWS = 10
MIN_FIELDS = 3
REQUIRED = ("name", "identity", "phone", "unit")
REASON_COLUMN = "错误原因"
# The better names stand first: where two columns mean the same, the one with the better name is read.
ALIASES = {
    "name": ("姓名", "人员姓名", "网格员姓名", "学员姓名", "真实姓名", "名字", "name"),
    "identity": (
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "公民身份证号码",
        "居民身份证号",
        "居民身份证号码",
        "身份证件号码",
        "身份号码",
        "身份证",
        "证件号码",
        "证件号",
        "idnumber",
    ),
    "phone": (
        "手机号",
        "手机号码",
        "手机",
        "本人手机号",
        "移动电话",
        "联系手机",
        "联系电话",
        "联系号码",
        "电话号码",
        "本人电话",
        "电话",
        "联系方式",
        "phone",
    ),
    "unit": (
        "单位",
        "所属单位",
        "所在单位",
        "单位名称",
        "工作单位",
        "所属社区",
        "所在社区",
        "所属村社区",
        "所在村社区",
        "所属村(社区)",
        "所在村(社区)",
        "村(社区)",
        "社区(村)",
        "村/社区",
        "社区/村",
        "村社区",
        "社区村",
        "村居",
        "社区",
        "社区名称",
        "行政村",
        "所属村",
        "所在村",
        "村",
        "村名",
        "单位代码",
        "单位编码",
        "区划代码",
        "行政区划代码",
        "unit",
    ),
    "post": (
        "岗位",
        "岗位名称",
        "工作岗位",
        "网格岗位",
        "岗位职务",
        "担任职务",
        "职务",
        "职位",
        "post",
    ),
}
_RANK = {alias: (name, rank) for name, aliases in ALIASES.items() for rank, alias in enumerate(aliases)}
_NOTE = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
_LAST_NOTE = re.compile(_NOTE.pattern + "$")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
EXACT_DIGITS = 10**15


class RosterRefused(GridschoolError):
    """The file as a whole cannot be used: it was understood, and it is no roster that could be imported."""

    status = 422


@dataclass(frozen=True)
class Header:
    """Where the columns are.

    `first` and `row` are the numbers of its first and last row, `columns` the index of each field's column,
    `titles` what stands above each column, `doubles` columns that mean the same as one that is read.
    """

    first: int
    row: int
    columns: dict[str, int]
    titles: list[str] = field(default_factory=list)
    doubles: dict[int, str] = field(default_factory=dict)

    def cell(self, number: int, at: str) -> str:
        """The spreadsheet's own address of a field in a row ("B12")."""
        return f"{column_letter(self.columns.get(at, 0))}{number}"

    def raw(self, row: Row, at: str) -> Any:
        """What a row holds in a field's column; None when the row is shorter or there is no such column."""
        column = self.columns.get(at, -1)
        return row.cells[column] if 0 <= column < len(row.cells) else None

    def text(self, row: Row, at: str) -> str:
        """The same as text."""
        return text_of(self.raw(row, at))


def column_letter(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(cell: Any) -> str:
    """A cell as text, as the sheet shows it.

    Spreadsheets keep phones and codes as numbers with a fraction of nothing. A number of more than 15 digits has
    lost the others: it is given as the sheet shows it, 2.30882199001011E+17.
    """
    if isinstance(cell, str):
        return _UNSTORABLE.sub("", cell).strip()
    if isinstance(cell, Trouble):
        return cell.text or "="
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | float):
        return _number_text(cell)
    return "" if cell is None else str(cell)


def _number_text(number: float) -> str:
    if abs(number) >= EXACT_DIGITS:
        return f"{float(number):.14E}"
    return str(int(number)) if float(number).is_integer() else str(number)


def normal_title(text: str) -> str:
    """A column's title without layout: full-width forms, spaces, line breaks, a star or colon around it."""
    plain = _CONTROLS.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"\s+", "", plain).strip(":*★●、").lower()


def field_of(title: str) -> tuple[str, int] | None:
    """The field that a title names and how good a name it is (0 is best), notes in brackets left out."""
    normal = normal_title(title)
    written = (normal, _LAST_NOTE.sub("", normal), _NOTE.sub("", normal))
    return next((_RANK[name] for name in map(normal_title, written) if name in _RANK), None)


def find_header(rows: Sequence[Row]) -> Header | None:
    """The header among the first ten rows that hold something; None when no row names a person.

    The row that names most fields wins; two rows together (a group's row above the fields' row) when each of them
    names some.
    """
    top = [(row.number, [text_of(cell) for cell in row.cells]) for row in rows[:HEADER_ROWS]]
    found = [(0, _header(number, number, titles)) for number, titles in top]
    for (first, above), (second, below) in pairwise(top):
        header = _header(first, second, *_joined(above, below))
        if _comes_from_both(header, below) and _keeps_fields(header, above):
            found.append((1, header))
    fitting = [
        (len(header.columns), bonus, header)
        for bonus, header in found
        if len(header.columns) >= MIN_FIELDS and "name" in header.columns
    ]
    return max(fitting, key=lambda rated: rated[:2], default=(0, 0, None))[2]


def _comes_from_both(header: Header, below: list[str]) -> bool:
    """Whether of the columns that are read some are named below and some above."""
    lower = {at < len(below) and bool(below[at]) for at in header.columns.values()}
    return lower == {True, False}


def _keeps_fields(header: Header, above: list[str]) -> bool:
    """Whether each field that the upper row names is read there or, under a group's title, further to the right.

    Without this a first row of data that happens to hold a title's word could pass for a second row of titles.
    """
    for name, at in _header(0, 0, above).columns.items():
        now = header.columns.get(name, -1)
        if now < at or any(above[at + 1 : now + 1]):
            return False
    return True


def _joined(above: list[str], below: list[str]) -> tuple[list[str], list[str]]:
    """Two rows as one: what stands below, or above where nothing does; and with the group's name in front."""
    width = max(len(above), len(below))
    above, below = ([*row, *[""] * (width - len(row))] for row in (above, below))
    groups: list[str] = []
    for high, low in zip(above, below, strict=True):
        groups.append(high or (groups[-1] if groups and low else ""))
    simple = [low or high for high, low in zip(above, below, strict=True)]
    return simple, [group + low for group, low in zip(groups, below, strict=True)]


def _header(first: int, last: int, titles: list[str], longer: Sequence[str] = ()) -> Header:
    best: dict[str, tuple[int, int]] = {}
    meant: dict[int, str] = {}
    shown = list(titles)
    for index, title in enumerate(titles):
        found = field_of(title)
        if found is None and longer and (found := field_of(longer[index])):
            shown[index] = longer[index]
        if found is None:
            continue
        name, rank = found
        meant[index] = name
        best[name] = min(best.get(name, (rank, index)), (rank, index))
    columns = {name: index for name, (rank, index) in best.items()}
    doubles = {index: name for index, name in meant.items() if columns[name] != index}
    return Header(first, last, columns, [" ".join(title.split()) for title in shown], doubles)


def require_columns(header: Header | None) -> Header:
    """The header when it has every column that is needed.

    Raises RosterRefused (missing_columns), naming those that are missing.
    """
    missing = [name for name in REQUIRED if header is None or name not in header.columns]
    if header is None or missing:
        names = "、".join(ALIASES[name][0] for name in missing)
        message = _(
            "These columns are missing: %(names)s. The names of the columns must stand within the first 10 rows."
        )
        raise RosterRefused(message % {"names": names}, code="missing_columns")
    return header
