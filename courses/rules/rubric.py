"""Scoring a field drill by its rubric (domain reference 2.5). Pure: points are computed here, never believed."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")
# From so many assessors on, the best and the worst total do not count.
TRIM_FROM = 5


@dataclass(frozen=True)
class Deduction:
    label: str
    points: Decimal


@dataclass(frozen=True)
class Item:
    """One line of a rubric. `critical` names the conduct that fails everything; empty when there is none."""

    uid: str
    label: str
    points: Decimal
    deductions: tuple[Deduction, ...] = ()
    critical: str = ""


@dataclass(frozen=True)
class Line:
    """What one item came to: points left, and which deductions were ticked."""

    item: Item
    points: Decimal
    cuts: tuple[Deduction, ...]
    is_critical_failure: bool


@dataclass(frozen=True)
class Score:
    lines: tuple[Line, ...]
    pass_mark: Decimal

    @property
    def total(self) -> Decimal:
        return sum((line.points for line in self.lines), Decimal(0))

    @property
    def has_critical_failure(self) -> bool:
        return any(line.is_critical_failure for line in self.lines)

    @property
    def passed(self) -> bool:
        return self.total >= self.pass_mark and not self.has_critical_failure


def score(
    items: Sequence[Item], *, cuts: Mapping[str, Collection[int]], criticals: Collection[str], pass_mark: Decimal
) -> Score:
    """Fold ticked deductions (item uid -> their places) and critical conduct into points.

    An item never falls below zero, whatever is ticked. A place that the rubric does not have raises IndexError.
    """
    lines = (_line(item, sorted(set(cuts.get(item.uid, ()))), item.uid in criticals) for item in items)
    return Score(tuple(lines), pass_mark)


def _line(item: Item, places: list[int], is_critical: bool) -> Line:
    if places and places[0] < 0:
        raise IndexError(places[0])
    ticked = tuple(item.deductions[place] for place in places)
    lost = sum((cut.points for cut in ticked), Decimal(0))
    return Line(item, max(item.points - lost, Decimal(0)), ticked, is_critical and bool(item.critical))


def joined_total(totals: Sequence[Decimal]) -> Decimal:
    """Mean of the assessors' totals to a tenth; with five or more, without the highest and the lowest."""
    kept = sorted(totals)[1:-1] if len(totals) >= TRIM_FROM else list(totals)
    return (sum(kept, Decimal(0)) / len(kept)).quantize(TENTH, ROUND_HALF_UP)


def stamp(items: Iterable[Item], pass_mark: Decimal) -> str:
    """Short mark of a rubric's wording and points: a sheet opened before a change is not scored after it."""
    plain = [
        [
            item.uid,
            item.label,
            _plain(item.points),
            item.critical,
            [[cut.label, _plain(cut.points)] for cut in item.deductions],
        ]
        for item in items
    ]
    text = json.dumps([_plain(pass_mark), plain], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(points: Decimal) -> str:
    """5, 5.0 and 5.00 are the same points."""
    return str(points.quantize(TENTH))
