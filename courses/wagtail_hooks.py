"""What this room adds to the Wagtail admin: the officer's runs, and a kind no to deleting what facts hang on."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from courses.desk_panels import scope_panels
from courses.models.pages import SchoolBase, has_facts_below
from courses.page_links import SchoolPageLinkHandler
from courses.views import reviews, run_end, runs, sessions
from courses.viewsets import SchoolPageViewSet
from people.api import is_officer, is_staff_somewhere, visible


class RunsMenuItem(MenuItem):
    """Shown to officers only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_officer(request.user)


class DrillsMenuItem(SubmenuMenuItem):
    """Sessions, and the way to the phone pages of the drill ground; for whoever holds a role."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_staff_somewhere(request.user)


@hooks.register("register_admin_urls")
def run_urls() -> list[Any]:
    return [
        path("runs/", runs.runs, name="courses_runs"),
        path("runs/open/", runs.open_, name="courses_run_open"),
        path("runs/<uuid:uid>/", runs.run, name="courses_run"),
        path("runs/<uuid:uid>/people/", runs.people, name="courses_run_people"),
        path("runs/<uuid:uid>/close/", run_end.close, name="courses_run_close"),
        path("runs/<uuid:uid>/reopen/", run_end.reopen, name="courses_run_reopen"),
        path("drills/", sessions.drills, name="courses_drills"),
        path("drills/<uuid:uid>/move/", sessions.move, name="courses_drill_move"),
        path("drills/<uuid:uid>/cancel/", sessions.cancel, name="courses_drill_cancel"),
        path("reviews/", reviews.reviews, name="courses_reviews"),
        path("runs/enrolments/<uuid:uid>/withdraw/", runs.withdraw, name="courses_withdraw"),
    ]


@hooks.register("register_admin_menu_item")
def runs_menu_item() -> MenuItem:
    return RunsMenuItem(
        pgettext_lazy("courses", "Runs"), reverse("courses_runs"), name="runs", icon_name="calendar", order=150
    )


@hooks.register("register_admin_menu_item")
def drills_menu_item() -> MenuItem:
    items = [
        MenuItem(
            pgettext_lazy("courses", "Drill sessions"), reverse("courses_drills"), icon_name="list-ul", order=1
        ),
        MenuItem(gettext_lazy("Drill ground"), reverse("teach_home"), icon_name="mobile-alt", order=2),
    ]
    label = pgettext_lazy("menu", "Drills")
    return DrillsMenuItem(label, Menu(items=items), name="drills", icon_name="crosshairs", order=160)


@hooks.register("before_delete_page")
def keep_facts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why a page stays, instead of failing at the database."""
    specific = page.specific
    if not isinstance(specific, SchoolBase) or not has_facts_below(page):
        return None
    messages.warning(
        request,
        _(
            "“%(title)s” cannot be deleted: somebody has studied it, or a run was given on it. "
            "Unpublish it, and learners no longer see it; what they did stays."
        )
        % {"title": page.title},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("register_admin_viewset")
def explorer() -> SchoolPageViewSet:
    return SchoolPageViewSet("school_pages")


@hooks.register("construct_page_chooser_queryset")
def choose_among_visible_pages(pages: QuerySet, request: HttpRequest) -> QuerySet:
    return pages.filter(pk__in=visible(Page, request.user).values_list("pk", flat=True))


@hooks.register("construct_homepage_panels")
def keep_panels_in_scope(request: HttpRequest, panels: list[Component]) -> None:
    scope_panels(panels)


@hooks.register("register_rich_text_features", order=1)
def link_to_pages_through_the_door(features: FeatureRegistry) -> None:
    features.register_link_type(SchoolPageLinkHandler)
