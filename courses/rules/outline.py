"""Which steps of a course are done, open or still shut. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DONE, NOW, OPEN, SHUT = "done", "now", "open", "shut"


@dataclass(frozen=True)
class StepFacts:
    """What the rule needs to know of a step."""

    id: int
    kind: str
    is_required: bool


def step_states(steps: Sequence[StepFacts], done: Iterable[int]) -> dict[int, str]:
    """State of every step, in the order of the course.

    An exam opens when every required step before it is done. The first open step that waits is "now".
    """
    finished = set(done)
    states: dict[int, str] = {}
    is_way_clear, has_now = True, False
    for step in steps:
        state = _state(step, finished, is_way_clear)
        if state == OPEN and not has_now:
            state, has_now = NOW, True
        states[step.id] = state
        is_way_clear = is_way_clear and (step.id in finished or not step.is_required)
    return states


def _state(step: StepFacts, finished: set[int], is_way_clear: bool) -> str:
    if step.id in finished:
        return DONE
    return SHUT if step.kind == "exam" and not is_way_clear else OPEN
