"""Drawing the questions of one paper, and shuffling what one candidate sees.

Everything takes a `random.Random`, so that a stored seed gives the same paper again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Draw:
    """Draw `count` questions out of `pool` (ids).

    Pools of one paper are nested or apart, never overlapping in part: a topic of a bank, or the whole bank.
    """

    pool: Collection[int]
    count: int


class PoolTooSmall(Exception):
    """A draw asks for more questions than are left. `index` is the draw's place in the list that was given."""

    def __init__(self, index: int, wanted: int, left: int) -> None:
        super().__init__(f"draw {index}: {wanted} wanted, {left} left")
        self.index, self.wanted, self.left = index, wanted, left


def draw_questions(rng: Random, *, fixed: Collection[int], draws: Sequence[Draw]) -> list[list[int]]:
    """The ids for each draw, in the order of `draws`; no id twice, none of the fixed ones.

    Narrow pools are served first, so that a draw from anywhere never takes what a topic needs.
    Raises PoolTooSmall.
    """
    used = set(fixed)
    drawn: list[list[int]] = [[] for _ in draws]
    for index in sorted(range(len(draws)), key=lambda place: len(draws[place].pool)):
        left = sorted(set(draws[index].pool) - used)
        wanted = draws[index].count
        if wanted > len(left):
            raise PoolTooSmall(index, wanted, len(left))
        drawn[index] = rng.sample(left, wanted)
        used.update(drawn[index])
    return drawn


def option_order(rng: Random, letters: Sequence[str], *, is_fixed: bool) -> str:
    """The bank's letters in the order in which a candidate sees them, as one string ("CADB").

    True-or-false questions are fixed: right stands before wrong for everybody.
    """
    shown = list(letters)
    if not is_fixed:
        rng.shuffle(shown)
    return "".join(shown)
