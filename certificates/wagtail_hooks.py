from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from certificates import admin_views as views
from people.api import is_officer


class OfficersMenuItem(SubmenuMenuItem):
    def is_shown(self, request: HttpRequest) -> Any:
        return is_officer(request.user)


@hooks.register("register_admin_menu_item")
def certificates_menu_item() -> MenuItem:
    items = [
        MenuItem(pgettext_lazy("menu", "Issue"), reverse("certificates_runs"), icon_name="edit", order=1),
        MenuItem(_("Ready for a certificate"), reverse("certificates_waiting"), icon_name="user", order=2),
        MenuItem(_("Certificate register"), reverse("certificates_register"), icon_name="list-ul", order=3),
    ]
    return OfficersMenuItem(
        _("Certificates"), Menu(items=items), name="certificates", icon_name="clipboard-list", order=400
    )


@hooks.register("register_admin_urls")
def certificates_urls() -> list[URLPattern]:
    batch = "certificates/batches/<uuid:uid>/"
    one = "certificates/one/<uuid:uid>/"
    return [
        path("certificates/", views.register_list, name="certificates_register"),
        path("certificates/export/", views.register_export, name="certificates_export"),
        path("certificates/issue/", views.runs, name="certificates_runs"),
        path("certificates/waiting/", views.waiting_list, name="certificates_waiting"),
        path(
            "certificates/issue/<uuid:run_uid>/<uuid:template_uid>/",
            views.candidate_list,
            name="certificates_candidates",
        ),
        path(batch, views.batch_page, name="certificates_batch"),
        path(f"{batch}again/", views.resume, name="certificates_resume"),
        path(f"{batch}print/", views.print_file, name="certificates_print"),
        path(f"{batch}sign-list/", views.sign_list, name="certificates_sign_list"),
        path(f"{batch}export/", views.batch_export, name="certificates_batch_export"),
        path(one, views.certificate_page, name="certificates_certificate"),
        path(f"{one}revoke/", views.revoke, name="certificates_revoke"),
        path(f"{one}replace/", views.replace, name="certificates_replace"),
    ]
