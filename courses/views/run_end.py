"""Closing a run, and opening a closed one again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from courses.forms import ReasonForm
from courses.models import Run
from courses.services.close_run import close_run, reopen_run
from courses.views.answers import try_or_tell
from courses.views.runs import get_run, officer_only, render_run


@never_cache
@officer_only
def close(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Look once more at who has not finished, then close."""
    run: Any = get_run(request, uid)
    if request.method == "POST":
        if try_or_tell(request, close_run, run=run, actor=request.user, now=timezone.now()):
            messages.success(request, _("The run is closed. Everybody still reads what they have learned."))
        return redirect("courses_run", uid)
    coming = run.drill_sessions.filter(ends_at__gt=timezone.now(), cancelled_at=None).select_related("page")
    context = {"run": run, "unfinished": run.people - run.finished, "coming": list(coming)}
    return render_run(request, "courses/runs/close.html", _("Close the run"), context, run)


@never_cache
@officer_only
def reopen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Open a closed run again, with a reason."""
    run: Run = get_run(request, uid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reopen_run(run=run, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The run is open again."))
        return redirect("courses_run", uid)
    return render_run(request, "courses/runs/reopen.html", _("Open it again"), {"run": run, "form": form}, run)
