"""A course's steps in the words of the outline, shared by the first page and the course page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import Booking
from courses.selectors.drills import Seat, seats_of
from courses.selectors.learning import DONE, SHUT, OutlineStep
from courses.selectors.reading import Reading

# So many different lines are kept; a course of twenty steps has some sixty in a run.
KEPT_LINES = 5000
_ICONS = {"drill": "flag", "exam": "pen"}


@dataclass(frozen=True)
class Row:
    """One line of the outline, as components/step.html wants it."""

    step: OutlineStep
    url: str
    title: str
    note: str
    state: str
    mark: int
    icon: str

    @property
    def html(self) -> SafeString:
        """The line itself. Who has come equally far has the same one, so it is rendered once for all of them."""
        return _line(get_language(), self.state, self.mark, self.icon, self.title, self.note, self.url)


@lru_cache(KEPT_LINES)
def _line(_language: str, state: str, mark: int, icon: str, title: str, note: str, url: str) -> SafeString:
    """Kept by every word that stands in it, so it is never out of date; its template knows nothing else."""
    context = {"state": state, "mark": mark, "icon": icon, "title": title, "note": note, "url": url}
    return render_to_string("components/step.html", context)


def outline_rows(enrolment: Reading, steps: Sequence[OutlineStep]) -> list[Row]:
    """One row for each step. One query more than the outline itself, where a drill waits."""
    waits = any(step.kind == "drill" and not step.is_done for step in steps)
    booked = seats_of(enrolment.pk) if waits else {}
    return [_row(enrolment, step, booked.get(step.step.pk)) for step in steps]


def step_url(enrolment: Reading, step: OutlineStep) -> str:
    return reverse("step", args=[enrolment.run.uid, step.step.pk])


def _row(enrolment: Reading, step: OutlineStep, booking: Seat | None) -> Row:
    return Row(
        step=step,
        url=step_url(enrolment, step),
        title=step.step.title,
        note=_note(step, booking),
        state=step.state,
        mark=step.number,
        icon=_ICONS.get(step.kind, ""),
    )


def _note(step: OutlineStep, booking: Seat | None) -> str:
    if step.state == SHUT:
        return _("Opens when everything required before it is done")
    if step.kind == "drill":
        return _drill_note(step, booking)
    if step.kind == "exam":
        return _("Exam passed") if step.state == DONE else _("Exam, you can start")
    minutes = _("%(minutes)s minutes") % {"minutes": step.step.credit_minutes} if step.step.credit_minutes else ""
    if step.state == DONE:
        return _("Finished · %(minutes)s") % {"minutes": minutes} if minutes else _("Finished")
    return minutes


def _drill_note(step: OutlineStep, booking: Seat | None) -> str:
    if step.state == DONE:
        return _("Field drill, passed")
    if booking is None:
        return _("Field drill, book a session")
    local = timezone.localtime(booking.starts_at)
    day = {"day": _("%(month)s/%(day)s") % {"month": local.month, "day": local.day}}
    if booking.state == Booking.State.WAITLISTED:
        return _("%(day)s, on the waiting list") % day
    return _("%(day)s, you have a seat") % day
