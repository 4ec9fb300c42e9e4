"""Reads behind the officer's screens of runs, always inside the officer's units."""

from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from courses.models import (
    CoursePage,
    CreditEntry,
    DrillSession,
    Enrolment,
    Run,
    SchoolPage,
    StepCompletion,
)
from courses.selectors.sessions import with_figures
from people.api import OFFICERS, Person, Unit, units_of, visible

_HOURS = DecimalField(max_digits=8, decimal_places=2)


def runs_of_officer(user: Any) -> "QuerySet[Run]":
    """Runs in the officer's units with `people` (not withdrawn) and `finished`, the numbers of enrolments."""
    state = Enrolment.State
    return (
        visible(Run.objects.select_related("course", "unit"), user, OFFICERS)
        .annotate(
            people=Count("enrolments", filter=~Q(enrolments__state=state.WITHDRAWN)),
            finished=Count("enrolments", filter=Q(enrolments__state=state.COMPLETED)),
        )
        .order_by("-starts_on", "-pk")
    )


def courses_for(user: Any) -> "QuerySet[CoursePage]":
    """Live courses of the counties in which the officer works, or which lie above or below the officer's units."""
    units = list(units_of(user, OFFICERS).order_by("path").values_list("path", flat=True))
    wanted = {path[:end] for path in units for end in range(Unit.steplen, len(path) + 1, Unit.steplen)}
    schools = SchoolPage.objects.filter(unit__path__in=wanted).values_list("path", flat=True)
    condition = Q(pk__in=[])
    for path in schools:
        condition |= Q(path__startswith=path)
    return CoursePage.objects.filter(condition, live=True).order_by("title")


def people_for(run: Run, user: Any) -> "QuerySet[Person]":
    """Active people of the run's unit, inside the officer's units, who are not enrolled in the run yet."""
    inside = visible(Person.objects.all(), user, OFFICERS).filter(
        unit__path__startswith=run.unit.path, state=Person.State.ACTIVE
    )
    return inside.exclude(enrolments__run=run).select_related("unit").order_by("unit__path", "worker_no")


def units_with_people(run: Run, user: Any) -> list[tuple[Unit, int]]:
    """Units of the run in which people could be enrolled, each with how many at that very unit."""
    counts = people_for(run, user).order_by().values_list("unit").annotate(n=Count("pk"))
    found = dict(counts)
    return [(unit, found[unit.pk]) for unit in Unit.objects.filter(pk__in=found).order_by("path")]


def filter_people(people: "QuerySet[Person]", unit: Unit | None, words: str) -> "QuerySet[Person]":
    """Narrow people to a unit's subtree and to a name, number or phone."""
    if unit is not None:
        people = people.filter(unit__path__startswith=unit.path)
    if words:
        people = people.filter(Q(name__icontains=words) | Q(worker_no__iexact=words) | Q(phone=words))
    return people


def progress_of(run: Run) -> "QuerySet[Enrolment]":
    """The run's enrolments with `done`, the number of steps completed, and `hours` of the ledger."""
    done = StepCompletion.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    hours = CreditEntry.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return (
        Enrolment.objects.filter(run=run)
        .select_related("person__unit")
        .annotate(
            done=Coalesce(Subquery(done.annotate(n=Count("pk")).values("n")), 0),
            hours=Coalesce(Subquery(hours.annotate(n=Sum("hours")).values("n")), 0, output_field=_HOURS),
        )
        .order_by("state", "person__unit__path", "person__worker_no")
    )


def sessions_of_run(run: Run) -> "QuerySet[DrillSession]":
    """The run's drill sessions with seats taken, people who came and people scored; cancelled ones too."""
    return with_figures(run.drill_sessions.select_related("page", "trainer__person"))
