"""The staff's workplace: its first page, its menu, its colours; and no way out of the house by accident."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from gridschool.desk import Desk
from gridschool.desk_views import first_steps

# Name of a menu item -> its place, and our words and icon where Wagtail's speak of pages and documents.
MENU: dict[str, tuple[int, Any, str]] = {
    "today": (10, None, ""),
    "explorer": (100, pgettext_lazy("menu", "Courses and lessons"), "doc-full-inverse"),
    "runs": (200, None, ""),
    "drills": (300, None, ""),
    "exams": (400, None, ""),
    "certificates": (500, None, ""),
    "people": (600, None, ""),
    "images": (700, pgettext_lazy("menu", "Pictures"), ""),
    "documents": (710, pgettext_lazy("menu", "Files"), ""),
    "reports": (800, None, ""),
    "settings": (900, None, ""),
}


@hooks.register("construct_homepage_panels")
def add_desk(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(Desk())


@hooks.register("register_admin_menu_item")
def today_item() -> MenuItem:
    return MenuItem(
        pgettext_lazy("menu", "Today"), reverse_lazy("wagtailadmin_home"), name="today", icon_name="home"
    )


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    return [path("first-steps/", first_steps, name="first_steps")]


@hooks.register("construct_main_menu")
def put_in_order(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Our words and our order; what nobody has thought of comes last.

    Wagtail's help goes: it leads to pages abroad, in English, about Wagtail.
    """
    menu_items[:] = [item for item in menu_items if item.name != "help"]
    for item in menu_items:
        order, label, icon = MENU.get(item.name, (item.order, None, ""))
        item.order, item.label, item.icon_name = order, label or item.label, icon or item.icon_name


@hooks.register("insert_global_admin_js")
def names_for_fields() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("gridschool/js/admin-names.js"))


@hooks.register("insert_global_admin_css")
def house_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("gridschool/css/admin.css"))
