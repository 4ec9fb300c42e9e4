from django.urls import URLPattern, path
from wagtail import hooks

from foundation import views


@hooks.register("register_admin_urls")
def job_urls() -> list[URLPattern]:
    return [
        path("jobs/", views.job_list, name="foundation_jobs"),
        path("jobs/<uuid:uid>/", views.job_page, name="foundation_job"),
    ]
