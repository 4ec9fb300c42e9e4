"""What a roster must become, row by row, and the judge who holds the reader to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from people.rules.roster_changes import UnitFinder, UnitRef
from people.rules.roster_header import RosterRefused
from people.rules.roster_reading import Fault, RowRefused, read_lines
from people.services.read_roster import read_roster
from tests.factories.people import identity_number

HEADER = ("姓名", "身份证号", "手机号", "单位", "岗位")
VILLAGE, TOWN, STREET = "永安村", "长安镇", "城东街道"
COMMUNITY, COMMUNITY_CODE, VILLAGE_CODE = "和平社区", "990201001001", "990201101201"
COUNTY = "990201"
NAMES = ["王秀兰", "赵国强", "欧阳文慧", "李桂芬", "陈志刚", "孙丽华", "周建国", "吴玉梅", "郑海涛", "冯春燕"]

Person = dict[str, str]


def person(number: int, **fields: str) -> Person:
    """What must be read of somebody; fields that are given stand instead of the usual ones."""
    usual = {
        "name": NAMES[number % len(NAMES)],
        "identity": identity_number(number),
        "phone": f"1380000{number:04d}",
        "unit": VILLAGE,
        "post": "网格员",
    }
    return usual | fields


def row(number: int, **fields: Any) -> list[Any]:
    """The cells of somebody under HEADER; fields that are given are written as they are."""
    return list((person(number) | fields).values())


# What was understood and is no roster, and what is no spreadsheet at all; the rest is broken.
STATUSES = {"missing_columns": 422, "no_people": 422, "password": 422, "not_a_spreadsheet": 415, "web_page": 415}


@dataclass(frozen=True)
class Case:
    """A file and what must come of it.

    `right` are the people by their row, `refused` the cell and a word of the reason by row. `file` is the code
    with which the whole file is refused, `status` that of the answer where the code does not tell it. All of
    `notes` must stand in what is said about the file; with `silent` nothing may be said.
    """

    data: bytes = field(repr=False)
    right: Mapping[int, Person] = field(default_factory=dict)
    refused: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    file: str = ""
    status: int = 0
    notes: tuple[str, ...] = ()
    silent: bool = False

    @property
    def wanted(self) -> tuple[str, int]:
        """Code and status with which the whole file is refused."""
        return self.file, self.status or STATUSES.get(self.file, 400)


Builder = Callable[[], Case]
UGLY: dict[str, Builder] = {}
ATTACKS: dict[str, Builder] = {}


def ugly(build: Builder) -> Builder:
    """Register a roster that an office may well send."""
    UGLY[build.__name__] = build
    return build


def attack(build: Builder) -> Builder:
    """Register a file that means harm, or that no roster can be."""
    ATTACKS[build.__name__] = build
    return build


@dataclass
class Verdict:
    """How a roster was read: rows that came in, those right, those refused as they must be, and what is wrong."""

    rows: int = 0
    right: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


def judge(case: Case) -> Verdict:
    """Read the file and compare every row with what it must become."""
    try:
        sheet = read_roster(case.data)
    except RosterRefused as refused:
        return _judge_refusal(case, refused)
    verdict = Verdict(wrong=[f"not refused: {case.file}"] if case.file else [])
    finder = UnitFinder(UNITS)
    for found in read_lines(sheet.rows, sheet.header, allow_demo=True):
        verdict.rows += 1
        _judge_row(case, _placed(found, finder, sheet.header), verdict)
    expected, seen = {*case.right, *case.refused}, {row.number for row in sheet.rows}
    if expected != seen:
        verdict.wrong.append(f"rows {sorted(seen)}, expected {sorted(expected)}")
    said = "\n".join(sheet.notes)
    verdict.wrong += [f"not said: {words} in {said!r}" for words in case.notes if words not in said]
    if case.silent and said:
        verdict.wrong.append(f"said without need: {said!r}")
    return verdict


def _judge_refusal(case: Case, refused: RosterRefused) -> Verdict:
    got = (refused.code, refused.status)
    return Verdict(wrong=[] if got == case.wanted else [f"file refused: {got} {refused}, expected {case.wanted}"])


def _placed(line: Any, finder: UnitFinder, header: Any) -> Any:
    """The line, or the fault when there is no such unit."""
    if isinstance(line, Fault):
        return line
    try:
        finder.find(line.unit)
    except RowRefused as refused:
        return Fault(line.number, line.name, header.cell(line.number, refused.at), refused.reason)
    return line


def _judge_row(case: Case, found: Any, verdict: Verdict) -> None:
    number = found.number
    if isinstance(found, Fault):
        cell, words = case.refused.get(number, ("", "none"))
        if found.cell == cell and words in found.reason:
            verdict.refused += 1
        else:
            verdict.wrong.append(f"row {number} refused: {found.cell} {found.reason}, expected {cell} {words}")
        return
    read = {
        "name": found.name,
        "identity": found.identity.number,
        "phone": found.phone,
        "unit": found.unit,
        "post": found.post,
    }
    if read == case.right.get(number):
        verdict.right += 1
    else:
        verdict.wrong.append(f"row {number} read as {read}, expected {case.right.get(number)}")


UNITS = [
    UnitRef(1, "长安镇", "990201101", COUNTY),
    UnitRef(2, VILLAGE, VILLAGE_CODE, COUNTY),
    UnitRef(3, "太平村", "990201101202", COUNTY),
    UnitRef(4, STREET, "990201001", COUNTY),
    UnitRef(5, COMMUNITY, COMMUNITY_CODE, COUNTY),
    UnitRef(6, "东风村", "990201101203", COUNTY),
    UnitRef(7, "东风村", "990201101204", COUNTY),
    UnitRef(8, "第一网格", "001101", COUNTY),
]
