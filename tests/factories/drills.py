"""A field drill with a rubric, and sessions of it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import Booking, CoursePage, DrillPage, DrillScript, DrillSession, Enrolment, RubricItem, Run
from tests.factories.courses import published


def drill_in(course: CoursePage, *, title: str = "入户走访", minutes: int = 135, **fields: Any) -> DrillPage:
    """Two items of 60 and 40 points; the second has critical conduct. 60 points pass. One script."""
    page = DrillPage(title=title, credit_minutes=minutes, brief="<p>敲三下，退后一步。</p>", **fields)
    first = [{"label": "没亮证", "points": 20}, {"label": "没说来意", "points": 30.5}]
    page.rubric_items = [
        RubricItem(label="敲门亮证", hint="先敲门，再亮证", points=60, deductions=first, sort_order=0),
        RubricItem(
            label="登记事项",
            points=40,
            critical="问银行卡密码",
            sort_order=1,
            deductions=[{"label": "漏项", "points": 10}],
        ),
    ]
    page.scripts = [
        DrillScript(title=f"独居的大娘（{course.title}）", text="<p>你大点声，我耳背。</p>", sort_order=0)
    ]
    return published(course.add_child(instance=page))


def session_of(run: Run, page: DrillPage, trainer: Any, *, starts_in: int = 24, **fields: Any) -> DrillSession:
    """A session of two hours that starts in so many hours (negative: it has begun or is over)."""
    starts_at = timezone.now() + timedelta(hours=starts_in)
    facts = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "place": "和平社区"}
    return DrillSession.objects.create(run=run, page=page, trainer=trainer, **(facts | fields))


def seat_in(session: DrillSession, enrolment: Enrolment, state: str = Booking.State.BOOKED) -> Booking:
    return Booking.objects.create(session=session, enrolment=enrolment, state=state)
