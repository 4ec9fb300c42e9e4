import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache

from foundation.jobs import visible_job


@never_cache
def job_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A job, for the one who started it: how far it is and where to go next. htmx asks for the card alone."""
    job = visible_job(user=request.user, uid=uid)
    if job is None:
        raise Http404
    template = "foundation/job_card.html" if request.headers.get("HX-Request") else "foundation/job.html"
    context = {
        "job": job,
        "breadcrumbs_items": [{"url": None, "label": job.title}],
        "header_title": job.title,
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
