"""Which rows of a sheet are people, and what the officer should know about the rest. Pure."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.api import Grid, Merge, Row
from people.rules.roster_header import REASON_COLUMN, Header, column_letter, field_of, normal_title, text_of

SHOWN_ROWS = 10
IDENTITY_DIGITS = 14  # with fewer it is no attempt at an identity number but a date, a count or a signature
# Fields that may stand once for several rows. A name or a number that does is a mistake, which each row shows.
FILLED = ("unit", "post", "phone")
_NO_PERSON = re.compile(
    r"(总|合|小|共|累|统)计|总人数|合计人数|人数合计|以上(合计|共)|制表|填表|填报|审核|审批|复核|核对|负责人"
    r"|经办人|联系人|签字|签章|盖章|报送|上报|打印|日期|时间|备注|说明|注(?=[:0-9])|第\d+页|共\d+[页人名]"
)


@dataclass
class PeopleRows:
    """The rows that hold people, and the numbers of those left out, by why."""

    rows: list[Row]
    left_out: dict[str, list[int]] = field(default_factory=dict)


def people_rows(grid: Grid, header: Header) -> PeopleRows:
    """The rows below the header that are people; merged units, posts and phones are filled down."""
    below = grid.rows[bisect_left(grid.rows, header.row + 1, key=lambda row: row.number) :]
    _fill_down(below, grid.merges, header)
    top = {_texts(row) for row in grid.rows if row.number <= header.row}
    wide = {merge.first_row for merge in grid.merges if merge.last_column > merge.first_column}
    left_out: dict[str, list[int]] = defaultdict(list)
    rows = []
    for row in below:
        why = _why_left_out(row, header, top, wide)
        if why == "person":
            rows.append(row)
        elif why != "empty":
            left_out[why].append(row.number)
    return PeopleRows(rows, dict(left_out))


def _texts(row: Row) -> tuple[str, ...]:
    texts = [text_of(cell) for cell in row.cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _why_left_out(row: Row, header: Header, top: set[tuple[str, ...]], wide: set[int]) -> str:
    texts = _texts(row)
    filled = [text for text in texts if text]
    if not filled:
        return "empty"
    if texts in top or _repeats(row, header):
        return "repeated"
    if sum(character.isdigit() for character in header.text(row, "identity")) >= IDENTITY_DIGITS:
        return "person"
    if len(filled) == 1 and row.number in wide:
        return "heading"
    if _is_total(row, texts, header):
        return "total"
    return "person" if any(header.text(row, at) for at in ("name", "identity", "phone")) else "nobody"


def _is_total(row: Row, texts: Sequence[str], header: Header) -> bool:
    """Whether the row sums up or is signed. A post such as 负责人 beside a name makes no signature."""
    name = header.text(row, "name")
    first = next(at for at, text in enumerate(texts) if text)
    beside_name = bool(name) and first in header.columns.values()
    return any(_NO_PERSON.match(normal_title(text)) for text in (name if beside_name else texts[first], name))


def _repeats(row: Row, header: Header) -> bool:
    """Whether the row is the header again, as on each page of a printed list."""
    for name in header.columns:
        found = field_of(header.text(row, name))
        if found is None or found[0] != name:
            return False
    return True


def _fill_down(rows: Sequence[Row], merges: Iterable[Merge], header: Header) -> None:
    numbers = [row.number for row in rows]
    fields = {header.columns[name] for name in FILLED if name in header.columns}
    ends: dict[int, int] = {}
    for merge in sorted(merges):
        column = merge.first_column
        if merge.last_row <= merge.first_row or column not in fields or merge.first_row <= ends.get(column, 0):
            continue
        ends[column] = merge.last_row
        first = bisect_left(numbers, merge.first_row)
        if first == len(rows) or numbers[first] != merge.first_row or column >= len(rows[first].cells):
            continue
        for row in rows[first + 1 : bisect_left(numbers, merge.last_row + 1)]:
            row.cells += [None] * (column + 1 - len(row.cells))
            row.cells[column] = rows[first].cells[column]


def notes_on_columns(grid: Grid, header: Header) -> list[str]:
    """What is to be said about columns: those not read, those read instead of others, hidden ones."""
    notes = []
    for index, name in header.doubles.items():
        message = _("Column %(column)s “%(title)s” was not read: column %(read)s “%(name)s” says the same.")
        at = header.columns[name]
        names = {"column": column_letter(index), "title": header.titles[index]}
        notes.append(message % {**names, "read": column_letter(at), "name": header.titles[at]})
    used = {*header.columns.values(), *header.doubles}
    others = [title for at, title in enumerate(header.titles) if title and at not in used]
    others = [title[:20] for title in others if normal_title(title) not in ("序号", REASON_COLUMN)]
    if others:
        notes.append(
            _("Columns that are not needed and were not read: %(titles)s.") % {"titles": "、".join(others)}
        )
    hidden = sorted(grid.hidden_columns & set(header.columns.values()))
    if hidden:
        letters = "、".join(column_letter(at) for at in hidden)
        notes.append(_("Hidden columns were read like the others: %(columns)s.") % {"columns": letters})
    return notes


def notes_on_rows(found: PeopleRows) -> list[str]:
    """What is to be said about rows: those left out, and hidden ones."""
    hidden = [row.number for row in found.rows if row.is_hidden]
    told = [
        (hidden, _("Hidden or filtered rows were read like the others: %(rows)s.")),
        (found.left_out.get("total", []), _("Totals and signatures, no people, left out: %(rows)s.")),
        (found.left_out.get("repeated", []), _("The header printed again, left out: %(rows)s.")),
        (found.left_out.get("heading", []), _("Headings across the table, no people, left out: %(rows)s.")),
        (found.left_out.get("nobody", []), _("No name, no identity number, no phone; left out: %(rows)s.")),
    ]
    return [message % {"rows": row_list(numbers)} for numbers, message in told if numbers]


def row_list(numbers: Sequence[int]) -> str:
    """ "rows 3, 5 and 8", at most ten of them by number."""
    shown = "、".join(str(number) for number in numbers[:SHOWN_ROWS])
    if len(numbers) > SHOWN_ROWS:
        return _("rows %(rows)s and others, %(count)s in all") % {"rows": shown, "count": len(numbers)}
    return ngettext("row %(rows)s", "rows %(rows)s", len(numbers)) % {"rows": shown}
