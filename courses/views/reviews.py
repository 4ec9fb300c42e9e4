"""Pages handed in for review: those that wait for my word, and my own that came back."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache

from courses.selectors.reviews import BACK, WAITING, reviews_sent_back, reviews_waiting
from people.api import require_staff

ROWS_PER_PAGE = 50
SHOWN = (
    (WAITING, pgettext_lazy("reviews", "Waiting for me")),
    (BACK, pgettext_lazy("reviews", "Sent back to me")),
)


@never_cache
@require_staff()
def reviews(request: HttpRequest) -> HttpResponse:
    """Each page leads to its editor, where it is approved, mended or handed in again."""
    show = BACK if request.GET.get("show") == BACK else WAITING
    if show == BACK:
        rows = (
            reviews_sent_back(request.user).prefetch_related("content_object").select_related("current_task_state")
        )
    else:
        rows = reviews_waiting(request.user).select_related("workflow_state__requested_by__person")
        rows = rows.prefetch_related("workflow_state__content_object")
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "shown": SHOWN,
        "query": urlencode({"show": show}),
        "header_title": _("Reviews"),
        "breadcrumbs_items": [{"url": "", "label": _("Reviews")}],
    }
    return render(request, "courses/runs/reviews.html", context)
