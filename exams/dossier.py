"""What exams hold about a person: attempts with their results."""

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from exams.models import Attempt
from people.api import DossierRow, DossierSection, Person, kept_until, register_section

COLUMNS = (
    pgettext_lazy("dossier", "Time"),
    pgettext_lazy("dossier", "Exam"),
    pgettext_lazy("dossier", "Attempt"),
    pgettext_lazy("dossier", "State"),
    pgettext_lazy("dossier", "Score"),
    pgettext_lazy("dossier", "Receipt"),
)


def _attempts(person: Person) -> list[DossierRow]:
    attempts = (
        Attempt.objects.filter(enrolment__person=person).select_related("page").order_by("-started_at", "-id")
    )
    return [DossierRow(_cells(attempt)) for attempt in attempts]


def _cells(attempt: Attempt) -> list[str]:
    return [
        f"{timezone.localtime(attempt.started_at):%Y-%m-%d %H:%M}",
        attempt.page.title + (_(" (mock exam)") if attempt.page.is_mock else ""),
        str(attempt.number),
        attempt.get_state_display(),
        _score(attempt),
        attempt.receipt_spaced,
    ]


def _score(attempt: Attempt) -> str:
    if attempt.score is None:
        return ""
    verdict = pgettext("dossier", "passed") if attempt.passed else pgettext("dossier", "not passed")
    return f"{attempt.score}/{attempt.full_marks} {verdict}"


def _keeps_answers(person: Person) -> str:
    last = Attempt.objects.filter(enrolment__person=person).aggregate(last=Max("started_at"))["last"]
    until = kept_until(timezone.localdate(last), settings.KEEP_EXAM_ANSWERS_YEARS) if last else None
    if until is None or until < timezone.localdate():
        return ""
    return _("Exam answers and results, without a name, until %(day)s") % {"day": until}


def register_sections() -> None:
    """To be called once, in AppConfig.ready()."""
    title = pgettext_lazy("dossier", "Exams")
    register_section(DossierSection("exams", title, COLUMNS, _attempts, keeps=_keeps_answers))
