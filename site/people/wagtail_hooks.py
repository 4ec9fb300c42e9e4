from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, URLPattern, resolve, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from people.gate import is_open_address
from people.scope import is_staff_somewhere
from people.staff_urls import urlpatterns


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    return urlpatterns


class OfficerMenuItem(SubmenuMenuItem):
    """Shown to officers and the platform's administrator only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_staff_somewhere(request.user, ("officer",))


# (name of the address, words, icon, order)
_ITEMS = (
    ("people_list", pgettext_lazy("people", "People"), "group", 1),
    ("people_units", _("Units"), "site", 2),
    ("people_imports", _("Roster imports"), "upload", 3),
    ("people_slips", _("Login slips"), "key", 4),
    ("people_staff", _("Roles and logins"), "lock", 7),
    ("people_requests", _("Requests about data"), "comment", 8),
    ("people_audit", _("Audit log"), "history", 9),
    ("people_merges", _("Merged records"), "collapse-up", 80),
)


@hooks.register("register_admin_menu_item")
def people_menu() -> MenuItem:
    items = [
        MenuItem(words, reverse_lazy(address), name=address.replace("_", "-"), icon_name=icon, order=order)
        for address, words, icon, order in _ITEMS
    ]
    return OfficerMenuItem(_("People and units"), Menu(items=items), name="people", icon_name="group", order=210)


@hooks.register("construct_main_menu")
@hooks.register("construct_reports_menu")
@hooks.register("construct_settings_menu")
def leave_out_closed(request: HttpRequest, items: list[MenuItem]) -> None:
    """Show no item that leads to an address which the gate keeps closed for this user."""
    items[:] = [item for item in items if _leads_somewhere(item, request)]


def _leads_somewhere(item: MenuItem, request: HttpRequest) -> bool:
    """A submenu stands for its items, which are asked one by one; what lies outside the admin guards itself."""
    address = str(item.url)
    if not address.startswith("/admin/"):
        return True
    try:
        return is_open_address(request.user, resolve(address))
    except Resolver404:
        return False


@hooks.register("register_account_menu_item")
def password_item(request: HttpRequest) -> dict[str, Any]:
    return {
        "label": _("Change my password"),
        "url": reverse("password_change"),
        "help_text": _("All other devices are signed out."),
    }


@hooks.register("register_account_menu_item")
def sessions_item(request: HttpRequest) -> dict[str, Any]:
    return {
        "label": _("Where I am signed in"),
        "url": reverse("my_sessions"),
        "help_text": _("Your devices, and how to sign them out."),
    }


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, Any]:
    return {
        "label": _("Two-step sign-in"),
        "url": reverse("mfa_index"),
        "help_text": _("A code from your phone after the password; recovery codes; a new phone."),
    }
