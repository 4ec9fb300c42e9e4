"""What of this room waits for staff, and its steps on the way to a first run."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.models import Page
from wagtail.permissions import policy_registry

from courses.models import DrillSession, LessonVisit, Run
from courses.selectors.pace import BEHIND, OVERDUE, runs_shown
from courses.selectors.reviews import BACK, WAITING, reviews_sent_back, reviews_waiting
from courses.selectors.runs import courses_for
from courses.selectors.sessions import UNSCORED, WEEK, sessions_for
from foundation.api import DeskItem, FirstStep, Waiting, register_desk_items, register_first_steps
from people.api import OFFICERS, is_officer, is_staff_somewhere, is_trainer, visible


def may_publish(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Page).user_has_permission(user, "publish"))


def _reviews(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(reviews_waiting(user))


def _sent_back(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(reviews_sent_back(user))


def _drills_this_week(user: Any, now: datetime) -> Waiting:
    """Due on the day itself; the words say what is on, or what comes next."""
    begun = Q(starts_at__lte=now, ends_at__gt=now)
    found = sessions_for(user, WEEK, now).aggregate(
        count=Count("pk", distinct=True),
        on=Count("pk", filter=begun, distinct=True),
        next=Min("starts_at", filter=Q(starts_at__gt=now)),
    )
    on, following = found["on"], found["next"]
    if on:
        note = ngettext("%(count)d is on now", "%(count)d are on now", on) % {"count": on}
        return Waiting(found["count"], is_due=True, note=note)
    if following is None:
        return Waiting(found["count"])
    is_today = timezone.localdate(following) == timezone.localdate(now)
    return Waiting(found["count"], is_due=is_today, note=_("next:"), when=following)


def _to_score(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(sessions_for(user, UNSCORED, now))


def _behind(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(runs_shown(user, BEHIND, timezone.localdate(now)))


def _overdue(user: Any, now: datetime) -> Waiting:
    return Waiting.for_each(runs_shown(user, OVERDUE, timezone.localdate(now)))


ITEMS = (
    DeskItem(
        key="courses.drills_week",
        order=10,
        icon="flag",
        title=gettext_lazy("Drill sessions this week"),
        is_for=is_staff_somewhere,
        look=_drills_this_week,
        url_name="courses_drills",
        query=f"show={WEEK}",
    ),
    DeskItem(
        key="courses.unscored",
        order=20,
        icon="pen",
        title=gettext_lazy("Drill sessions to score"),
        is_for=is_staff_somewhere,
        look=_to_score,
        url_name="courses_drills",
        query=f"show={UNSCORED}",
    ),
    DeskItem(
        key="courses.reviews",
        order=30,
        icon="eye",
        title=gettext_lazy("Pages waiting for review"),
        is_for=may_publish,
        look=_reviews,
        url_name="courses_reviews",
        query=f"show={WAITING}",
    ),
    DeskItem(
        key="courses.sent_back",
        order=35,
        icon="undo",
        title=gettext_lazy("My pages sent back for changes"),
        is_for=is_trainer,
        look=_sent_back,
        url_name="courses_reviews",
        query=f"show={BACK}",
    ),
    DeskItem(
        key="courses.behind",
        order=60,
        icon="clock",
        title=gettext_lazy("Runs behind schedule"),
        is_for=is_officer,
        look=_behind,
        url_name="courses_runs",
        query=f"show={BEHIND}",
    ),
    DeskItem(
        key="courses.overdue",
        order=90,
        icon="lock",
        title=gettext_lazy("Runs past their last day, to be closed"),
        is_for=is_officer,
        look=_overdue,
        url_name="courses_runs",
        query=f"show={OVERDUE}",
    ),
)


def _has_course(user: Any) -> bool:
    return courses_for(user).exists()


def _has_filled_run(user: Any) -> bool:
    return visible(Run, user, OFFICERS).filter(enrolments__isnull=False).exists()


def _has_begun(user: Any) -> bool:
    """Whether a drill is planned, or a learner has opened a lesson."""
    planned = visible(DrillSession, user, OFFICERS).filter(cancelled_at=None)
    return planned.exists() or visible(LessonVisit, user, OFFICERS).exists()


STEPS = (
    FirstStep(
        key="courses.course",
        order=10,
        title=gettext_lazy("A course is there"),
        note=gettext_lazy(
            "Courses come with the county's course pack, which the platform's administrator installs. "
            "Trainers can also write one themselves."
        ),
        verb=gettext_lazy("See the courses"),
        is_done=_has_course,
        url_name="wagtailadmin_explore_root",
    ),
    FirstStep(
        key="courses.run",
        order=40,
        title=pgettext_lazy("first steps", "Open a run"),
        note=gettext_lazy(
            "Choose the course, the unit, the dates and the people. They see it on their phones at once."
        ),
        verb=gettext_lazy("Open a run"),
        is_done=_has_filled_run,
        url_name="courses_run_open",
    ),
    FirstStep(
        key="courses.session",
        order=50,
        title=gettext_lazy("Plan the first drill session"),
        note=gettext_lazy(
            "When, where, how many seats: learners book by themselves. "
            "In a course without drills, ask people to open the first lesson."
        ),
        verb=gettext_lazy("Plan a session"),
        is_done=_has_begun,
        url_name="teach_new_session",
    ),
)


def register() -> None:
    """Called when the room is ready."""
    register_desk_items(*ITEMS)
    register_first_steps(*STEPS)
