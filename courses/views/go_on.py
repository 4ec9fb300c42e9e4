"""One tap from anywhere to where the learner stopped."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from courses.selectors.learning import current_of, enrolments_of, next_step, outline
from courses.views.outline_rows import step_url


@never_cache
@login_required
def go_on(request: HttpRequest) -> HttpResponse:
    """The step that waits in the current run; the first page when nothing waits."""
    current = current_of(list(enrolments_of(request.user)), timezone.localdate())
    waiting = next_step(outline(current)) if current else None
    return redirect(step_url(current, waiting)) if current and waiting else redirect("home")
