"""Which step waits, and when the exam opens."""

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.outline import StepFacts, step_states

COURSE = [
    StepFacts(1, "lesson", True),
    StepFacts(2, "lesson", False),
    StepFacts(3, "drill", True),
    StepFacts(4, "exam", True),
]


def test_the_first_open_step_waits_and_the_exam_is_shut() -> None:
    assert step_states(COURSE, []) == {1: "now", 2: "open", 3: "open", 4: "shut"}


def test_the_exam_opens_without_the_optional_step() -> None:
    assert step_states(COURSE, [1, 3]) == {1: "done", 2: "now", 3: "done", 4: "open"}


def test_nothing_waits_when_all_is_done() -> None:
    assert set(step_states(COURSE, [1, 2, 3, 4]).values()) == {"done"}


FACTS = st.lists(st.tuples(st.sampled_from(["lesson", "drill", "exam"]), st.booleans()), max_size=12)


@given(facts=FACTS, done=st.sets(st.integers(0, 11)))
def test_one_step_waits_at_most_and_an_exam_never_jumps_the_queue(
    facts: list[tuple[str, bool]], done: set[int]
) -> None:
    steps = [StepFacts(n, kind, required) for n, (kind, required) in enumerate(facts)]
    states = step_states(steps, done)
    assert list(states.values()).count("now") <= 1
    for step in steps:
        gap = any(before.is_required and before.id not in done for before in steps[: step.id])
        if step.kind == "exam" and gap and step.id not in done:
            assert states[step.id] == "shut"
