"""Which rows the walk looks at: a key for every argument of an address, found by asking the database.

Runs inside the process of an installation. A key that this school has no row for is None; the walk says so and
leaves out the pages that need it.
"""

import uuid
from typing import Any

from django.db.models import Count, Model, QuerySet

from certificates.models import Certificate, CertificateTemplate, IssueBatch
from courses.models import (
    Booking,
    CoursePage,
    DrillPage,
    DrillSession,
    Enrolment,
    LessonPage,
    SchoolDocument,
    SchoolImage,
    SchoolPage,
)
from exams.models import Attempt, Bank, ExamPage, Question
from exams.states import AttemptState
from foundation.models import Job
from people.models import (
    AuditEvent,
    DataExport,
    DataRequest,
    Person,
    PersonMerge,
    RoleAssignment,
    RosterImport,
    User,
)
from people.models.export import PeopleExport
from people.models.login import SlipBatch
from people.models.national import NationalCertificate
from people.services.login_slips import issue_login_slips

Keys = dict[str, Any]


def collect(logins: dict[str, str]) -> Keys:
    """Keys by name, given who plays which part."""
    people = {part: User.objects.get(username=name).person_id for part, name in logins.items()}
    asked = _staff_keys(people) | _learner_keys(people) | _exam_keys(people) | _certificate_keys()
    return asked | _slips()


def _first(rows: QuerySet[Any], field: str = "uid") -> Any:
    value = rows.values_list(field, flat=True).first()
    return str(value) if isinstance(value, uuid.UUID) else value


def _of(people: dict[str, int | None], part: str) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(person=people.get(part) or 0).order_by("-run__starts_on")


def _learner_keys(people: dict[str, int | None]) -> Keys:
    worker = _of(people, "worker").first()
    booked = Booking.objects.filter(enrolment__person=people.get("booked") or 0, state=Booking.State.BOOKED)
    mine = Booking.objects.filter(enrolment=worker, state=Booking.State.BOOKED)
    course = worker.run.course if worker else None
    return {
        "run": str(worker.run.uid) if worker else None,
        "lesson": _first(_steps(LessonPage, course), "pk"),
        "other_lesson": _last(_steps(LessonPage, course)),
        "drill": _first(_steps(DrillPage, course), "pk"),
        "exam": _last(_steps(ExamPage, course)),
        "session_mine": _first(mine, "session__uid"),
        "session_free": _first(
            DrillSession.objects.filter(run=worker.run if worker else None).exclude(bookings__in=mine)
        ),
        "session_now": _first(booked.order_by("session__starts_at"), "session__uid"),
        "my_export": _first(DataExport.objects.filter(request__person=people.get("worker") or 0)),
        "my_request": _first(DataRequest.objects.filter(person=people.get("worker") or 0)),
    }


def _steps(model: type[Model], course: CoursePage | None) -> QuerySet[Any]:
    pages = model._default_manager.filter(live=True).order_by("path")
    return pages.filter(path__startswith=course.path) if course else pages.none()


def _last(rows: QuerySet[Any]) -> Any:
    row = rows.last()
    return row.pk if row else None


def _exam_keys(people: dict[str, int | None]) -> Keys:
    def attempt_of(part: str) -> QuerySet[Attempt]:
        return Attempt.objects.filter(enrolment__person=people.get(part) or 0)

    waiting = Enrolment.objects.filter(pk__in=_of(people, "writer").values("pk"))
    return {
        "attempt_open": _first(attempt_of("writer").filter(state=AttemptState.OPEN)),
        "attempt_passed": _first(attempt_of("graduate").exclude(state=AttemptState.OPEN)),
        "attempt_failed": _first(attempt_of("failed").exclude(state=AttemptState.OPEN)),
        "run_writer": _first(waiting, "run__uid"),
        "bank": _first(Bank.objects.annotate(count=Count("questions")).order_by("-count")),
        "question": _first(Question.objects.order_by("pk")),
        "exam_results_run": _first(
            Attempt.objects.exclude(state=AttemptState.OPEN).order_by("-pk"), "enrolment__run__uid"
        ),
    }


def _certificate_keys() -> Keys:
    issued = Certificate.objects.order_by("pk")
    batch = IssueBatch.objects.order_by("pk").first()
    return {
        "certificate": _first(issued.filter(state="valid")),
        "certificate_revoked": _first(issued.filter(state="revoked")),
        "code": _first(issued.filter(state="valid"), "code"),
        "code_revoked": _first(issued.filter(state="revoked"), "code"),
        "code_replaced": _first(issued.filter(state="replaced"), "code"),
        "batch": str(batch.uid) if batch else None,
        "batch_run": str(batch.run.uid) if batch else None,
        "template": str(batch.template_version.template.uid) if batch else None,
        "template_pk": _first(CertificateTemplate.objects.order_by("pk"), "pk"),
    }


def _staff_keys(people: dict[str, int | None]) -> Keys:
    imports = RosterImport.objects.order_by("pk")
    school = SchoolPage.objects.annotate(count=Count("pk")).filter(numchild__gt=0).order_by("-numchild").first()
    worker = Person.objects.filter(pk=people.get("worker") or 0)
    run = _of(people, "worker").first()
    return {
        "person": _first(worker),
        "person_left": _first(Person.objects.filter(state="left")),
        "role": _first(RoleAssignment.objects.exclude(user__username__in=["officer", "careful"]), "pk"),
        "import_planned": _first(imports.filter(state="planned")),
        "import_applied": _first(imports.filter(state="applied")),
        "import_refused": _first(imports.filter(state="refused")),
        "national": _first(NationalCertificate.objects.filter(person__in=worker)),
        "merge": _first(PersonMerge.objects.order_by("pk")),
        "request": _first(DataRequest.objects.filter(kind="correction")),
        "request_erasure": _first(DataRequest.objects.filter(kind="erasure")),
        "audit": _first(AuditEvent.objects.order_by("-pk"), "pk"),
        "people_export": _first(PeopleExport.objects.order_by("pk")),
        "slip_batch": _first(SlipBatch.objects.order_by("pk")),
        "job": _first(Job.objects.order_by("-pk")),
        "enrolment": str(run.uid) if run else None,
        "session": _first(DrillSession.objects.annotate(count=Count("bookings")).order_by("starts_at")),
        "booking": _first(Booking.objects.filter(state=Booking.State.BOOKED, sheets__isnull=True).order_by("-pk")),
        "booking_come": _first(
            Booking.objects.filter(attendance__isnull=False, sheets__isnull=True).order_by("pk")
        ),
        "booking_scored": _first(Booking.objects.filter(sheets__isnull=False)),
        "school": school.pk if school else None,
        "course": _first(CoursePage.objects.filter(live=True).order_by("path"), "pk"),
        "course_other": _last(CoursePage.objects.order_by("path")),
        "picture": _first(SchoolImage.objects.order_by("pk"), "pk"),
        "document": _first(SchoolDocument.objects.order_by("pk"), "pk"),
        "user": _first(User.objects.order_by("pk"), "pk"),
    }


def _slips() -> Keys:
    """A slip that nobody has used: of it only a hash is kept, so a new one is issued."""
    officer = User.objects.filter(roles__role="officer").first()
    person = Person.objects.filter(user__isnull=False, state="active").order_by("-pk").first()
    if officer is None or person is None:
        return {"slip": None}
    [slip] = issue_login_slips(actor=officer, people=[person])
    return {"slip": slip.token}
