"""How far runs are, against the time that has gone: a fixed number of queries for any number of runs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import pgettext_lazy

from courses.models import Enrolment, Run, Step, StepCompletion
from courses.rules.schedule import LAG, is_behind, share_done, share_elapsed
from courses.selectors.runs import runs_of_officer
from people.api import OFFICERS, visible

State = Enrolment.State
BEHIND, OVERDUE = "behind", "overdue"
RUNS_SHOWN = (
    ("", pgettext_lazy("runs", "All")),
    (Run.State.OPEN.value, pgettext_lazy("runs", "Running")),
    (BEHIND, pgettext_lazy("runs", "Behind schedule")),
    (OVERDUE, pgettext_lazy("runs", "To be closed")),
    (Run.State.CLOSED.value, pgettext_lazy("runs", "Closed")),
)


@dataclass(frozen=True)
class Pace:
    """Shares from 0 to 1: of the period that is over, and of the required steps that are done."""

    elapsed: Fraction
    done: Fraction
    is_open: bool

    @property
    def is_behind(self) -> bool:
        """A closed run is behind nothing; one whose last day is over is to be closed instead."""
        return self.is_open and not self.is_overdue and is_behind(elapsed=self.elapsed, done=self.done)

    @property
    def is_overdue(self) -> bool:
        """Whether it is open though its last day is over."""
        return self.is_open and self.elapsed == 1

    @property
    def done_percent(self) -> int:
        """Whole per cent, rounded down so that 99.9 is never 100."""
        return int(self.done * 100)

    @property
    def elapsed_percent(self) -> int:
        return int(self.elapsed * 100)


def paces_of(runs: Sequence[Run], today: date) -> dict[int, Pace]:
    """The pace of each run, by its key. Three queries. The runs carry their course."""
    steps = _required_steps({run.course.path for run in runs})
    people = _people_of(runs)
    done = _completions_of(runs, [pk for keys in steps.values() for pk in keys])
    return {run.pk: _pace(run, len(steps[run.course.path]), people[run.pk], done[run.pk], today) for run in runs}


def _pace(run: Run, steps: int, people: Counter, done: int, today: date) -> Pace:
    """Whoever completed the run has done everything, whatever was added to the course since."""
    all_done = people[State.COMPLETED] * steps
    wanted = all_done + people[State.ACTIVE] * steps
    return Pace(
        elapsed=share_elapsed(run.starts_on, run.ends_on, today),
        done=share_done(all_done + done, wanted),
        is_open=run.state == Run.State.OPEN,
    )


def _required_steps(courses: set[str]) -> dict[str, list[int]]:
    """By path of the course: the keys of the steps that everybody has to do."""
    condition = Q(pk__in=[])
    for path in courses:
        condition |= Q(path__startswith=path)
    steps = Step.objects.filter(condition, live=True, retired_at=None, is_required=True)
    found: dict[str, list[int]] = {path: [] for path in courses}
    for pk, path in steps.values_list("pk", "path"):
        found[path[: -Step.steplen]].append(pk)
    return found


def _people_of(runs: Sequence[Run]) -> dict[int, Counter]:
    """By run: how many enrolments are in which state."""
    found: dict[int, Counter] = {run.pk: Counter() for run in runs}
    rows = Enrolment.objects.filter(run__in=runs).order_by().values_list("run", "state").annotate(Count("pk"))
    for run, state, count in rows:
        found[run][state] = count
    return found


def _completions_of(runs: Sequence[Run], steps: list[int]) -> Counter:
    """By run: how many of these steps are done by those who are still at it."""
    rows = StepCompletion.objects.filter(enrolment__run__in=runs, enrolment__state=State.ACTIVE, step__in=steps)
    return Counter(dict(rows.order_by().values_list("enrolment__run").annotate(Count("pk"))))


def runs_shown(user: Any, show: str, today: date) -> "QuerySet[Run]":
    """The officer's runs that fit one of RUNS_SHOWN, the latest first."""
    runs = runs_of_officer(user)
    if show == BEHIND:
        return runs.filter(pk__in=_keys_behind(user, today))
    if show == OVERDUE:
        return runs.filter(state=Run.State.OPEN, ends_on__lt=today)
    return runs.filter(state=show) if show else runs


def _keys_behind(user: Any, today: date) -> list[int]:
    """Keys of open runs that are behind; runs too young to be so are not counted through."""
    begun = visible(Run.objects.select_related("course"), user, OFFICERS)
    begun = begun.filter(state=Run.State.OPEN, starts_on__lte=today, ends_on__gte=today)
    old = [run for run in begun if share_elapsed(run.starts_on, run.ends_on, today) > LAG]
    return [pk for pk, pace in paces_of(old, today).items() if pace.is_behind]
