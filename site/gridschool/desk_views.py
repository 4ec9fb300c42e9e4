"""The first steps of an empty county on a page of their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from gridschool.desk import guide_for, put_away
from people.api import OFFICERS, require_staff


@never_cache
@require_staff(*OFFICERS)
def first_steps(request: HttpRequest) -> HttpResponse:
    """The way to a first run; POST ``away`` puts it off the desk or back on it."""
    if request.method == "POST":
        put_away(request.user, request.POST.get("away") == "1")
        return redirect("wagtailadmin_home")
    title = pgettext("desk", "Open a run in five steps")
    context = {
        "guide": guide_for(request.user),
        "header_title": title,
        "breadcrumbs_items": [{"url": "", "label": title}],
    }
    return render(request, "gridschool/first_steps.html", context)
