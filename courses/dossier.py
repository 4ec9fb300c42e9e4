"""What courses hold about a person: runs, the ledger of hours, field drills."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from courses.models import Attendance, Booking, CreditEntry, Enrolment, RubricSheet
from courses.selectors.drills import total_of
from foundation.api import rewritable
from people.api import DossierRow, DossierSection, Hide, Person, kept_until, register_section

RUN_COLUMNS = (
    pgettext_lazy("dossier", "Course"),
    pgettext_lazy("dossier", "Run"),
    pgettext_lazy("dossier", "Unit"),
    pgettext_lazy("dossier", "Period"),
    pgettext_lazy("dossier", "State"),
)
HOUR_COLUMNS = (
    pgettext_lazy("dossier", "Day"),
    pgettext_lazy("dossier", "For what"),
    pgettext_lazy("dossier", "Kind"),
    pgettext_lazy("dossier", "Hours"),
    pgettext_lazy("dossier", "Reason"),
)
DRILL_COLUMNS = (
    pgettext_lazy("dossier", "Time"),
    pgettext_lazy("dossier", "Drill"),
    pgettext_lazy("dossier", "Place"),
    pgettext_lazy("dossier", "What came of it"),
    pgettext_lazy("dossier", "Score"),
)


def _runs(person: Person) -> list[DossierRow]:
    enrolments = Enrolment.objects.filter(person=person).select_related("run__course", "run__unit").order_by("-id")
    return [
        DossierRow(
            [
                row.run.course.title,
                row.run.title,
                row.run.unit.name,
                f"{row.run.starts_on} – {row.run.ends_on}",
                row.get_state_display(),
            ]
        )
        for row in enrolments
    ]


def _hours(person: Person) -> list[DossierRow]:
    entries = CreditEntry.objects.filter(enrolment__person=person).select_related("step").order_by("-day", "-id")
    return [
        DossierRow([str(row.day), row.step.title, row.get_kind_display(), f"{row.hours}", row.reason])
        for row in entries
    ]


def _drills(person: Person) -> list[DossierRow]:
    check_ins = Attendance.objects.filter(booking=OuterRef("pk"), kind=Attendance.Kind.CHECK_IN)
    bookings = (
        Booking.objects.filter(enrolment__person=person)
        .annotate(came=Exists(check_ins))
        .select_related("session__page")
        .prefetch_related("sheets")
        .order_by("-session__starts_at", "-id")
    )
    return [DossierRow(_drill_cells(booking)) for booking in bookings]


def _drill_cells(booking: Any) -> list[str]:
    session, total = booking.session, total_of(list(booking.sheets.all()))
    came = pgettext("dossier", "Checked in") if booking.came else booking.get_state_display()
    return [
        f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}",
        session.page.title,
        session.place,
        came,
        "" if total is None else f"{total}",
    ]


def _keeps_ledger(person: Person) -> str:
    last: date | None = CreditEntry.objects.filter(enrolment__person=person).aggregate(last=Max("day"))["last"]
    until = kept_until(last, settings.KEEP_LEDGER_YEARS) if last else None
    if until is None or until < timezone.localdate():
        return ""
    return _("The training ledger with its hours, without a name, until %(day)s") % {"day": until}


def _blank_words(person: Person, hide: Hide) -> None:
    """What assessors and officers wrote in their own words may name the person; a correction keeps its reason."""
    sheets = rewritable(RubricSheet).filter(booking__enrolment__person=person)
    sheets.exclude(note="").update(note="")
    entries = rewritable(CreditEntry).filter(enrolment__person=person).exclude(reason="")
    for entry in entries:
        entries.filter(pk=entry.pk).update(reason=hide(entry.reason))


def register_sections() -> None:
    """To be called once, in AppConfig.ready()."""
    register_section(DossierSection("runs", pgettext_lazy("dossier", "Runs"), RUN_COLUMNS, _runs))
    register_section(
        DossierSection(
            "hours", pgettext_lazy("dossier", "Credit hours"), HOUR_COLUMNS, _hours, keeps=_keeps_ledger
        )
    )
    register_section(
        DossierSection(
            "drills", pgettext_lazy("dossier", "Field drills"), DRILL_COLUMNS, _drills, blank=_blank_words
        )
    )
