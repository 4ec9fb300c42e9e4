"""The staff's desk: what waits for them today, what they can do, and the way to a first run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.users.models import UserProfile

from foundation.api import FirstStep, desk_of, first_steps_of
from gridschool.templatetags.gridschool import cn_day, cn_time
from people.api import is_officer, is_trainer, topmost_unit

# Under this name Wagtail's profile of a login remembers that the first steps were put away.
PUT_AWAY = "first_steps"

OFFICER_TASKS = (
    ("people_import_new", "people", _("Import a roster"), _("Compared first, written when you confirm")),
    ("people_slips", "key", _("Print login slips"), _("One-time codes for the first login")),
    ("courses_run_open", "calendar", _("Open a run"), _("A course, a unit, a period, its people")),
    ("exams_runs", "check", _("See exam results"), _("Who sat, and how it went")),
    ("certificates_runs", "print", _("Issue certificates"), _("Who is ready, and what the others still need")),
    ("certificates_register", "search", _("Look up a certificate"), _("Every certificate by number or name")),
)
TRAINER_TASKS = (
    ("teach_home", "flag", _("To the drill ground"), _("Sessions, check-in and scores, for the phone")),
    ("teach_new_session", "calendar", _("Plan a session"), _("Day, place, seats; learners book by themselves")),
    ("wagtailadmin_explore_root", "pen", _("Write lessons"), _("Courses, lessons and rubrics")),
    ("exams_banks", "book", _("Look at questions"), _("Banks, with every version")),
    ("exams_runs", "check", _("See exam results"), _("Who sat, and how it went")),
)


@dataclass(frozen=True)
class Line:
    """One line of what waits, as the desk's template wants it. `is_lit`: the one lit pane of the screen."""

    url: str
    icon: str
    title: Any
    note: str
    count: int
    is_due: bool
    is_lit: bool


def lines_for(user: Any, now: datetime) -> list[Line]:
    """What is due first, then what there is, then the zeros; the first that is due is lit."""
    found = desk_of(user, now)
    return [
        Line(
            url=one.item.url,
            icon=one.item.icon,
            title=one.item.title,
            note=" ".join(filter(None, (str(one.waiting.note), _moment(one.waiting.when)))),
            count=one.waiting.count,
            is_due=one.waiting.is_due,
            is_lit=one.waiting.is_due and not place,
        )
        for place, one in enumerate(found)
    ]


def _moment(when: Any) -> str:
    return f"{cn_day(when)} {cn_time(when)}" if isinstance(when, datetime) else cn_day(when)


def tasks_for(user: Any) -> list[tuple[str, str, Any, Any]]:
    """What the user's roles can do: (address, icon, title, note)."""
    tasks = [
        *(OFFICER_TASKS if is_officer(user) else ()),
        *(TRAINER_TASKS if is_trainer(user) else ()),
    ]
    seen = {name: (icon, title, note) for name, icon, title, note in tasks}
    return [(reverse(name), *task) for name, task in seen.items()]


@dataclass(frozen=True)
class Guide:
    """The way to a first run: each step with its state as the chain of steps knows it (done, now, open)."""

    steps: Sequence[tuple[FirstStep, str]]

    @property
    def is_done(self) -> bool:
        return all(state == "done" for _step, state in self.steps)

    @property
    def count_done(self) -> int:
        return sum(state == "done" for _step, state in self.steps)


def guide_for(user: Any) -> Guide:
    """The steps, the first undone one to be done now. A query a step."""
    steps = first_steps_of(user)
    now = next((step for step, is_done in steps if not is_done), None)
    return Guide([(step, "done" if is_done else "now" if step is now else "open") for step, is_done in steps])


def has_put_away(user: Any) -> bool:
    """Whether the user does not want to see the first steps on the desk."""
    profile = UserProfile.objects.filter(user=user).first()
    return bool(profile and profile.dismissibles.get(PUT_AWAY))


def put_away(user: Any, is_away: bool) -> None:
    """Remember whether the first steps stand on the user's desk."""
    profile = UserProfile.get_for_user(user)
    profile.dismissibles = profile.dismissibles | {PUT_AWAY: is_away}
    profile.save(update_fields=["dismissibles"])


class Desk(Component):
    """The first thing on the admin's first page."""

    order = 10
    template_name = "gridschool/desk.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        now, unit = timezone.now(), topmost_unit(user)
        lines = lines_for(user, now)
        guide = guide_for(user) if is_officer(user) else None
        is_open = guide is not None and not guide.is_done
        return {
            "name": user.get_full_name() or user.get_username(),
            "place": unit.name if unit else getattr(settings, "GRIDSCHOOL_NAME", ""),
            "today": now,
            "lines": [line for line in lines if line.count],
            "zeros": [line for line in lines if not line.count],
            "is_anything_due": any(line.is_due for line in lines),
            "tasks": tasks_for(user),
            "guide": guide if is_open and not has_put_away(user) else None,
            "is_guide_away": is_open and has_put_away(user),
        }
