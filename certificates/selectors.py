"""Reads: who may be given a certificate, a learner's own, the register."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from certificates.models import Certificate, CertificateEvent, CertificateTemplate, IssueBatch, IssueItem
from certificates.rules.codes import read_code
from certificates.rules.eligibility import KINDS_OF_MERIT, Reason, Standing, reasons_against
from certificates.rules.numbering import normalise_number
from certificates.services.fonts import unprintable_words
from courses.api import Enrolment, Run, steps_of
from people.api import OFFICERS, Person, visible

READY, ISSUED, MISSING = "ready", "issued", "missing"


@dataclass(frozen=True)
class Cell:
    """A step of the course, done or not."""

    title: str
    is_done: bool


@dataclass(frozen=True)
class Candidate:
    """One enrolment of a run, and whether it may have a certificate.

    `done` holds the ids of completed steps, `cells` all steps in their order. `ended` is the last certificate that
    was revoked, if any: such a person may get a new one, but only when the officer chooses so by hand.
    """

    enrolment: Enrolment
    hours: Decimal
    done: frozenset[int]
    cells: list[Cell]
    reasons: list[Reason]
    certificate: Certificate | None
    ended: Certificate | None

    @property
    def state(self) -> str:
        if self.certificate:
            return ISSUED
        return MISSING if self.reasons else READY

    @property
    def steps_done(self) -> int:
        """How many of the course's steps are done."""
        return sum(cell.is_done for cell in self.cells)

    @property
    def is_preselected(self) -> bool:
        return self.state == READY and self.ended is None


@dataclass(frozen=True)
class Requirements:
    """What a run's course asks for, read once per list."""

    kind: str
    hours: Decimal
    steps: list[Any]


def hand_out_order(enrolments: "QuerySet[Enrolment]") -> "QuerySet[Enrolment]":
    """The order of numbers, of the print file and of the sign-for list: by unit, then worker number."""
    return enrolments.order_by("person__unit__path", "person__worker_no", "pk")


def candidates(run: Run, template: CertificateTemplate, *, only: list[int] | None = None) -> list[Candidate]:
    """The run's people in hand-out order, each with everything that stands in the way.

    A fixed number of queries, whatever the size of the run. `only` narrows to enrolment ids. Raises FontsMissing.
    """
    mine = Prefetch(
        "certificates", queryset=Certificate.objects.filter(template=template).order_by("pk"), to_attr="mine"
    )
    rows = Enrolment.objects.filter(run=run).exclude(person__state=Person.State.ERASED)
    rows = rows if only is None else rows.filter(pk__in=only)
    rows = rows.annotate(ledger=Sum("credit_entries__hours")).select_related("person__unit")
    asked = Requirements(template.kind, run.course.hours_required, steps_of(run.course))
    return [_candidate(row, asked) for row in hand_out_order(rows.prefetch_related("completions", mine))]


def _candidate(enrolment: Any, asked: Requirements) -> Candidate:
    done = frozenset(completion.step_id for completion in enrolment.completions.all())
    live = next((c for c in enrolment.mine if c.state == Certificate.State.VALID), None)
    ended = enrolment.mine[-1] if enrolment.mine and live is None else None
    hours = enrolment.ledger or Decimal(0)
    reasons = reasons_against(_standing(enrolment, asked, done, hours, live))
    cells = [Cell(step.title, step.pk in done) for step in asked.steps]
    return Candidate(enrolment, hours, done, cells, reasons, live, ended)


def _standing(
    enrolment: Any, asked: Requirements, done: frozenset[int], hours: Decimal, live: Certificate | None
) -> Standing:
    missing = [step for step in asked.steps if step.is_required and step.pk not in done]
    kinds = Counter(step.kind for step in missing)
    return Standing(
        kind=asked.kind,
        is_withdrawn=enrolment.state == Enrolment.State.WITHDRAWN,
        is_completed=enrolment.state == Enrolment.State.COMPLETED,
        hours=hours,
        hours_required=asked.hours,
        lessons_missing=kinds["lesson"],
        drills_missing=kinds["drill"],
        exams_missing=tuple(step.title for step in missing if step.kind == "exam"),
        live_number=live.number if live else "",
        unprintable="" if live else unprintable_words(enrolment.person.name),
    )


def certificates_of(person: Any) -> "QuerySet[Certificate]":
    """A person's own certificates, newest first, ended ones included."""
    return Certificate.objects.filter(person=person).select_related("template", "pdf", "replaced_by")


def certificate_by_code(typed: str) -> Certificate | None:
    """The certificate of a code as somebody typed it; None when there is none."""
    code = read_code(typed)
    rows = Certificate.objects.select_related("replaced_by", "enrolment__run__unit")
    return rows.filter(code=code).first() if code else None


def ending_of(certificate: Certificate) -> CertificateEvent | None:
    """The event that ended it; None while it is valid, or when its term simply ran out."""
    return certificate.events.exclude(kind=CertificateEvent.Kind.ISSUED).last()


def register(user: Any, *, query: str = "", year: str = "", state: str = "") -> "QuerySet[Certificate]":
    """The certificates that an officer may see, newest number first. Finds by number, name or code."""
    rows = visible(Certificate, user).select_related("template", "person__unit", "enrolment__run__course")
    if query.strip():
        found = Q(snapshot__name__icontains=query.strip()) | Q(number__icontains=normalise_number(query))
        rows = rows.filter(found | Q(code=read_code(query) or "-"))
    if year.isdecimal():
        rows = rows.filter(year=int(year))
    if state in Certificate.State.values:
        rows = rows.filter(state=state)
    return rows.order_by("-year", "-pk")


def register_years(user: Any) -> list[int]:
    """Years in which somebody that the officer may see was given a certificate, newest first."""
    return list(visible(Certificate, user).order_by("-year").values_list("year", flat=True).distinct())


def items_of(batch: IssueBatch) -> "QuerySet[IssueItem]":
    """The batch's list in hand-out order, with what its page shows."""
    return (
        IssueItem.objects.filter(batch=batch)
        .select_related("certificate__pdf", "enrolment__person__unit")
        .order_by("position")
    )


def certificates_in(batch: IssueBatch) -> "QuerySet[Certificate]":
    """The batch's certificates in hand-out order."""
    return Certificate.objects.filter(item__batch=batch).select_related("pdf").order_by("item__position")


def people_to_certify(user: Any) -> "QuerySet[Enrolment]":
    """Who completed a run and has had no certificate of a template of its course: one row for each template.

    Rows carry `template_uid` and `template_title`. What is given for merit is left out, since nobody waits for it,
    and so is whoever had a certificate that was revoked: an officer gives such a person a new one by hand.
    """
    template = "run__course__certificate_templates"
    mine = Certificate.objects.filter(enrolment=OuterRef("pk"), template=OuterRef("template_pk"))
    rows = visible(Enrolment, user, OFFICERS).filter(state=Enrolment.State.COMPLETED)
    rows = rows.exclude(person__state=Person.State.ERASED).annotate(
        template_pk=F(f"{template}__pk"),
        template_uid=F(f"{template}__uid"),
        template_title=F(f"{template}__title"),
        template_kind=F(f"{template}__kind"),
    )
    rows = rows.filter(template_pk__isnull=False).exclude(template_kind__in=KINDS_OF_MERIT)
    return rows.filter(~Exists(mine)).order_by("run_id", "template_pk", "person__unit__path", "person__worker_no")


def templates_of(run: Run) -> "QuerySet[CertificateTemplate]":
    """The templates that the run's course ends with."""
    return CertificateTemplate.objects.filter(course_id=run.course_id).order_by("pk")
