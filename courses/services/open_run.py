from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, Enrolment, Run
from foundation.api import GridschoolError
from people.api import Person, Unit, record_audit


class RunRefused(GridschoolError):
    """The run cannot be opened or filled like this."""


@transaction.atomic
def open_run(
    *,
    actor: Any,
    course: CoursePage,
    unit: Unit,
    title: str,
    starts_on: date,
    ends_on: date,
    capacity: int | None = None,
    people: Iterable[Person] = (),
) -> Run:
    """Give a course to a unit's people for a period. Twice with the same title is once; the later people join.

    Raises RunRefused when it ends before it starts or there are more people than seats.
    """
    if ends_on < starts_on:
        raise RunRefused(_("The last day is before the first."), code="ends_before_start")
    run, is_new = Run.objects.get_or_create(
        course=course,
        unit=unit,
        title=title,
        defaults={"starts_on": starts_on, "ends_on": ends_on, "capacity": capacity},
    )
    enrol_people(actor=actor, run=run, people=people)
    if is_new:
        record_audit(actor=actor, action="courses.open_run", target=run, unit=unit, data={"title": title})
    return run


@transaction.atomic
def enrol_people(*, actor: Any, run: Run, people: Iterable[Person]) -> int:
    """Enrol people who are not enrolled yet; returns how many. Who was withdrawn stays withdrawn.

    Raises RunRefused when the seats do not suffice or the run is closed: then nobody is enrolled.
    """
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.state != Run.State.OPEN:
        raise RunRefused(_("This run is closed. Nobody was enrolled. Open it again first."), code="closed")
    present = set(locked.enrolments.values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in present]
    if locked.capacity is not None and len(present) + len(new) > locked.capacity:
        message = _("There are %(seats)s seats and %(people)s people. Nobody was enrolled.")
        values = {"seats": locked.capacity, "people": len(present) + len(new)}
        raise RunRefused(message % values, code="too_many_people")
    Enrolment.objects.bulk_create([Enrolment(person=person, run=locked) for person in new], batch_size=500)
    if new:
        record_audit(
            actor=actor, action="courses.enrol", target=locked, unit=locked.unit, data={"people": len(new)}
        )
    return len(new)
