"""All addresses of the school. The roof only assembles; each room brings its own."""

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail.admin import urls as wagtailadmin_urls

from gridschool import health, styleguide, views

handler400 = "gridschool.errors.bad_request"
handler500 = "gridschool.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("elder/", views.elder, name="elder"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("language/", set_language, name="set_language"),
    # One door: Wagtail's own login page must never be a way around ours.
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("people.urls")),
    path("", include("courses.urls")),
    path("", include("exams.urls")),
    path("", include("certificates.urls")),
]
