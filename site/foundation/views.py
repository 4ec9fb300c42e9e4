import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache

from foundation.jobs import jobs_to_mend, visible_job, visible_jobs

ROWS_PER_PAGE = 50
FAILED = "failed"
SHOWN = (("", pgettext_lazy("foundation", "All")), (FAILED, pgettext_lazy("foundation", "Not finished")))


@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    """The long pieces of work that I started: all, or those that failed and still wait for somebody."""
    show = FAILED if request.GET.get("show") == FAILED else ""
    rows = jobs_to_mend(request.user, timezone.now()) if show else visible_jobs(request.user)
    context = {
        "page": Paginator(rows.select_related("owner"), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "shown": SHOWN,
        "query": f"show={show}",
        "breadcrumbs_items": [{"url": "", "label": pgettext("foundation", "Long tasks")}],
        "header_title": pgettext("foundation", "Long tasks"),
    }
    return render(request, "foundation/jobs.html", context)


@never_cache
def job_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A job, for the one who started it: how far it is and where to go next. htmx asks for the card alone."""
    job = visible_job(user=request.user, uid=uid)
    if job is None:
        raise Http404
    template = "foundation/job_card.html" if request.headers.get("HX-Request") else "foundation/job.html"
    context = {
        "job": job,
        "breadcrumbs_items": [
            {"url": reverse("foundation_jobs"), "label": pgettext("foundation", "Long tasks")},
            {"url": "", "label": job.title},
        ],
        "header_title": job.title,
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
