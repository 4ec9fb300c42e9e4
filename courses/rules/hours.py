"""学时: how minutes become credit hours (domain reference 2.4). Pure; the ledger calls it."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

STEPS = {"floor_0.5": Decimal("0.5"), "floor_0.1": Decimal("0.1")}


@dataclass(frozen=True)
class HourRule:
    """The figures of a policy that one posting needs.

    Attributes:
        minutes_per_hour: minutes of one credit hour, 45 in a school class.
        rounding: "floor_0.5", "floor_0.1" or "exact" (to a hundredth).
        factor: what a minute of this kind counts for.
        day_cap: the most hours of this kind on one local day.
    """

    minutes_per_hour: int = 45
    rounding: str = "floor_0.5"
    factor: Decimal = Decimal(1)
    day_cap: Decimal = Decimal(8)


def hours_for(minutes: int, rule: HourRule, already_today: Decimal = Decimal(0)) -> Decimal:
    """Credit hours of some minutes, rounded by the rule and cut at the day's cap; never negative."""
    raw = Decimal(minutes) * rule.factor / rule.minutes_per_hour
    room = max(rule.day_cap - already_today, Decimal(0))
    return min(_rounded(raw, rule.rounding), room)


def _rounded(hours: Decimal, rounding: str) -> Decimal:
    step = STEPS.get(rounding)
    if step is None:
        return hours.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return ((hours / step).to_integral_value(ROUND_FLOOR) * step).quantize(Decimal("0.01"))
