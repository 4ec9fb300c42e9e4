import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Booking, DrillPage, RubricScore, RubricSheet, StepCompletion
from courses.rules import rubric
from courses.selectors.drills import is_checked_in, result_of, rubric_of
from courses.services.complete_step import complete_step
from foundation.api import GridschoolError
from people.api import record_audit


class ScoringRefused(GridschoolError):
    """This sheet cannot be taken."""

    status = 409


@transaction.atomic
def score_drill(
    *,
    key: uuid.UUID,
    booking: Booking,
    assessor: Any,
    cuts: Mapping[str, Collection[int]],
    criticals: Collection[str],
    stamp: str,
    note: str,
    now: datetime,
) -> RubricSheet:
    """Store an assessor's sheet; points are computed here from the page's own rubric.

    `cuts` maps an item's uid to the places of its ticked deductions, `criticals` are uids of items whose critical
    conduct was seen, `stamp` is the mark of the rubric that the assessor saw. The same `key` twice is one sheet.
    When the assessors' mean reaches the pass mark without critical conduct, the step is completed (hours of kind
    drill). Side effects: one audit event, which tells a first sheet from a later one of the same assessor.

    Raises ScoringRefused for somebody who did not come, a rubric changed meanwhile, or a key of another sheet.
    """
    locked = _locked(booking)
    existing = RubricSheet.objects.filter(key=key).first()
    if existing is not None:
        return _same(existing, locked, assessor)
    page = locked.session.page
    result = _scored(locked, page, cuts, criticals, stamp)
    before = locked.sheets.filter(assessor=assessor).order_by("-pk").first()
    sheet = _store(key, locked, assessor, result, note)
    _note(sheet, locked, before)
    _complete_when_passed(locked, page, assessor, now)
    return sheet


def _locked(booking: Booking) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",))
    return rows.select_related("session__page", "enrolment__person", "enrolment__run__unit").get(pk=booking.pk)


def _same(sheet: RubricSheet, booking: Booking, assessor: Any) -> RubricSheet:
    if sheet.booking_id != booking.pk or sheet.assessor_id != assessor.pk:
        raise ScoringRefused(_("This sheet belongs to somebody else. Open the page again."), code="foreign_key")
    return sheet


def _scored(
    booking: Booking, page: DrillPage, cuts: Mapping[str, Collection[int]], criticals: Collection[str], stamp: str
) -> rubric.Score:
    if not is_checked_in(booking):
        raise ScoringRefused(_("Check this learner in first."), code="not_checked_in")
    items = rubric_of(page)
    if stamp != rubric.stamp(items, page.pass_mark):
        message = _("The rubric has changed in the meantime. Check it and score again.")
        raise ScoringRefused(message, code="rubric_changed")
    try:
        return rubric.score(items, cuts=cuts, criticals=criticals, pass_mark=page.pass_mark)
    except IndexError as error:
        message = _("This sheet does not fit the rubric. Open the page again and score again.")
        raise ScoringRefused(message, code="unknown_deduction") from error


def _store(key: uuid.UUID, booking: Booking, assessor: Any, result: rubric.Score, note: str) -> RubricSheet:
    sheet = RubricSheet.objects.create(
        key=key,
        booking=booking,
        assessor=assessor,
        total=result.total,
        pass_mark=result.pass_mark,
        has_critical_failure=result.has_critical_failure,
        passed=result.passed,
        note=note,
    )
    RubricScore.objects.bulk_create([score_row(sheet, line) for line in result.lines])
    return sheet


def _note(sheet: RubricSheet, booking: Booking, before: RubricSheet | None) -> None:
    data: dict[str, Any] = {"drill": booking.session.page.title, "points": sheet.total, "passed": sheet.passed}
    if before is not None:
        data["points_before"] = before.total
    record_audit(
        actor=sheet.assessor,
        action="courses.rescore_drill" if before else "courses.score_drill",
        target=sheet,
        unit=booking.enrolment.run.unit,
        data=data,
        person=booking.enrolment.person,
    )


def score_row(sheet: RubricSheet, line: rubric.Line) -> RubricScore:
    """One line of a sheet as it is kept: the rubric's words and points of the day, so that later changes do not
    reach it. Not saved."""
    return RubricScore(
        sheet=sheet,
        item_uid=line.item.uid,
        label=line.item.label,
        points=line.points,
        full_points=line.item.points,
        deductions=[{"label": cut.label, "points": float(cut.points)} for cut in line.cuts],
        is_critical_failure=line.is_critical_failure,
    )


def _complete_when_passed(booking: Booking, page: DrillPage, actor: Any, now: datetime) -> None:
    result = result_of(list(booking.sheets.all()))
    if result is not None and result.passed:
        how = StepCompletion.How.DRILL
        complete_step(enrolment=booking.enrolment, step=page, how=how, actor=actor, now=now)
