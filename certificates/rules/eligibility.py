"""Who may be given a certificate, and if not, what is missing: with the figure, in words for the officer."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.rules.wording import plain_hours

# Contest honours and lecturers' letters are given for merit: hours and steps are no condition (domain 3.1).
KINDS_OF_MERIT = frozenset({"honor", "lecturer"})


@dataclass(frozen=True)
class Standing:
    """What is known of one enrolment. Hours are credit hours; exams are the titles of those not passed."""

    kind: str
    is_withdrawn: bool = False
    is_completed: bool = True
    hours: Decimal = Decimal(0)
    hours_required: Decimal = Decimal(0)
    lessons_missing: int = 0
    drills_missing: int = 0
    exams_missing: tuple[str, ...] = ()
    live_number: str = ""
    unprintable: str = ""


@dataclass(frozen=True)
class Reason:
    """Why not. `code` for tests and filters, `text` for people."""

    code: str
    text: str


def reasons_against(standing: Standing) -> list[Reason]:
    """Everything that stands in the way, the most final first; empty when the certificate may be issued."""
    if standing.live_number:
        text = _("Already issued: %(number)s") % {"number": standing.live_number}
        return [Reason("already_issued", text)]
    if standing.is_withdrawn:
        return [Reason("withdrawn", _("Has left the run"))]
    found = [] if standing.kind in KINDS_OF_MERIT else _unmet(standing)
    if standing.unprintable:
        found.append(Reason("unprintable", standing.unprintable))
    return found


def _unmet(standing: Standing) -> list[Reason]:
    rules: list[Callable[[Standing], list[Reason]]] = [_hours, _lessons, _drills, _exams]
    found = [reason for rule in rules for reason in rule(standing)]
    if not found and not standing.is_completed:
        found.append(Reason("not_completed", _("The course is not completed yet")))
    return found


def _hours(standing: Standing) -> list[Reason]:
    gap = standing.hours_required - standing.hours
    if gap <= 0:
        return []
    return [Reason("hours", _("%(gap)s credit hours short") % {"gap": plain_hours(gap)})]


def _lessons(standing: Standing) -> list[Reason]:
    count = standing.lessons_missing
    text = ngettext("%(count)d lesson not studied", "%(count)d lessons not studied", count) % {"count": count}
    return [Reason("lessons", text)] if count else []


def _drills(standing: Standing) -> list[Reason]:
    count = standing.drills_missing
    text = ngettext("%(count)d drill not passed", "%(count)d drills not passed", count) % {"count": count}
    return [Reason("drills", text)] if count else []


def _exams(standing: Standing) -> list[Reason]:
    return [Reason("exams", _("%(title)s not passed") % {"title": title}) for title in standing.exams_missing]
