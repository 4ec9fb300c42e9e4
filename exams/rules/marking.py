"""How an objective answer becomes a fraction of the full mark.

Pure functions over sets of letters. Every policy keeps four promises: the fraction lies between 0 and 1, the
order in which options were chosen does not matter, any wrong option gives 0, and choosing nothing gives 0.
"""

from collections.abc import Callable, Set
from decimal import ROUND_HALF_UP, Decimal

from exams.states import Marking

ZERO, HALF, ONE = Decimal(0), Decimal("0.5"), Decimal(1)
# The national rule gives 0.5 of 2 points for each right option, whatever the length of the key.
NATIONAL_SHARE = Decimal("0.25")
FRACTION_STEP = Decimal("0.0001")
MARK_STEP = Decimal("0.01")


def all_or_nothing(key: Set[str], chosen: Set[str]) -> Decimal:
    """1 for exactly the key, else 0. Also the rule of single choice and of true or false."""
    return ONE if chosen == key else ZERO


def national_partial(key: Set[str], chosen: Set[str]) -> Decimal:
    """The rule of the national social worker exam (domain reference 1.2).

    All right and complete: 1. Any wrong option: 0. Otherwise a quarter for each right option chosen.
    """
    if chosen == key:
        return ONE
    return min(NATIONAL_SHARE * len(chosen), ONE)


def half_if_subset(key: Set[str], chosen: Set[str]) -> Decimal:
    """1 for exactly the key, a half for a part of it."""
    return ONE if chosen == key else HALF


def proportional(key: Set[str], chosen: Set[str]) -> Decimal:
    """The share of the key that was chosen, to four places."""
    return (Decimal(len(chosen)) / len(key)).quantize(FRACTION_STEP, ROUND_HALF_UP)


_POLICIES: dict[str, Callable[[Set[str], Set[str]], Decimal]] = {
    Marking.EXACT: all_or_nothing,
    Marking.ALL_OR_NOTHING: all_or_nothing,
    Marking.NATIONAL_PARTIAL: national_partial,
    Marking.HALF_IF_SUBSET: half_if_subset,
    Marking.PROPORTIONAL: proportional,
}


def grade(marking: str, *, key: Set[str], chosen: Set[str]) -> Decimal:
    """The fraction (0 to 1) that a chosen set of options earns under a marking policy.

    Raises KeyError for an unknown policy and ValueError for an empty key: both are faults of the paper.
    """
    policy = _POLICIES[marking]
    if not key:
        raise ValueError("a question without a right option cannot be marked")
    if not chosen or chosen - key:
        return ZERO
    return policy(key, chosen)


def marks(fraction: Decimal, points: Decimal) -> Decimal:
    """Marks to two places for a fraction of the full points; never more than the points."""
    return min((fraction * points).quantize(MARK_STEP, ROUND_HALF_UP), points)
