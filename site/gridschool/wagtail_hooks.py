"""The staff's desk: where the day's work begins, and no way out of the house by accident."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from people.api import is_staff_somewhere

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
    ("wagtailadmin_explore_root", "pen", _("Write lessons"), _("Courses, lessons and rubrics")),
    ("exams_banks", "book", _("Look at questions"), _("Banks, with every version")),
    ("exams_runs", "check", _("See exam results"), _("Who sat, and how it went")),
)


class Desk(Component):
    """What can be done here, as the roles allow; each a link."""

    order = 10
    template_name = "gridschool/desk.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        tasks = [
            *(OFFICER_TASKS if is_staff_somewhere(user, ("officer",)) else ()),
            *(TRAINER_TASKS if is_staff_somewhere(user, ("trainer",)) else ()),
        ]
        seen = {name: (icon, title, note) for name, icon, title, note in tasks}
        return {"tasks": [(reverse(name), *task) for name, task in seen.items()]}


@hooks.register("construct_homepage_panels")
def add_desk(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(Desk())


@hooks.register("construct_main_menu")
def leave_out_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's help leads to pages abroad, in English, about Wagtail: nothing that an officer could use."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
