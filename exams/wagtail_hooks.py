from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from exams import admin_views as views
from exams.viewsets import PaperChooserViewSet, paper_chooser
from people.api import is_staff_somewhere


class ExamsMenuItem(SubmenuMenuItem):
    """Shown to whoever holds a role."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_staff_somewhere(request.user)


@hooks.register("register_admin_menu_item")
def exams_menu() -> MenuItem:
    items = [
        MenuItem(_("Exam results"), reverse_lazy("exams_runs"), name="exams-results", icon_name="tasks", order=1),
        MenuItem(_("Question banks"), reverse_lazy("exams_banks"), name="exams-banks", icon_name="table", order=2),
    ]
    return ExamsMenuItem(_("Exams"), Menu(items=items), name="exams", icon_name="tasks", order=300)


@hooks.register("register_admin_urls")
def exams_urls() -> list[URLPattern]:
    return [
        path("exams/banks/", views.banks, name="exams_banks"),
        path("exams/banks/<uuid:uid>/", views.bank, name="exams_bank"),
        path("exams/questions/<uuid:uid>/", views.question, name="exams_question"),
        path("exams/results/", views.runs, name="exams_runs"),
        path("exams/results/<uuid:run_uid>/", views.run_results, name="exams_run_results"),
    ]


@hooks.register("register_admin_viewset")
def exams_choosers() -> PaperChooserViewSet:
    return paper_chooser
