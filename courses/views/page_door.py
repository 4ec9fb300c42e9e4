"""Where a link to a page in a text leads."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from courses.models import Step
from courses.page_links import linkable_pages
from courses.selectors.learning import current_of, enrolments_of
from people.api import visible


@never_cache
@require_safe
@login_required
def page_door(request: HttpRequest, page_id: int) -> HttpResponse:
    """The page in the reader's own run of its course; its draft, for who may see that in the editor.

    Whatever else is asked for, a neighbour's page, a missing one or a course that the reader is not in, gets one
    and the same answer.
    """
    address = _in_own_run(request.user, page_id) or _in_the_editor(request.user, page_id)
    if address is not None:
        return redirect(address)
    messages.info(
        request,
        _(
            "That link leads to a page which is not open to you: you are not in its course, or the lesson was "
            "taken back. Nothing of yours is lost; go on with your own courses here."
        ),
    )
    return redirect("home")


def _in_own_run(user: Any, page_id: int) -> str | None:
    page = Page.objects.filter(pk=page_id).first()
    if page is None or not linkable_pages(page.path).filter(pk=page_id).exists():
        return None
    mine = [each for each in enrolments_of(user) if page.path.startswith(each.run.course.path)]
    enrolment = current_of(mine, timezone.localdate())
    if enrolment is None:
        return None
    if page.path == enrolment.run.course.path:
        return reverse("run", args=[enrolment.run.uid])
    return reverse("step", args=[enrolment.run.uid, page_id])


def _in_the_editor(user: Any, page_id: int) -> str | None:
    if not visible(Step, user).filter(pk=page_id).exists():
        return None
    return reverse("wagtailadmin_pages:view_draft", args=[page_id])
