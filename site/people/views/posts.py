"""A person leaves or comes back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.api import GridschoolError
from people.forms.reasons import IdentityViewForm, ReasonForm
from people.models import Person
from people.scope import OFFICERS, get_visible, require_staff
from people.services.mark_left import mark_back, mark_left
from people.views.people import render_person


@require_POST
@require_staff("officer")
def person_left(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    return _mark(request, uid, mark_left, _("Marked as left. Records and certificates are kept."))


@require_POST
@require_staff("officer")
def person_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    return _mark(request, uid, mark_back, _("Back in post."))


def _mark(request: HttpRequest, uid: uuid.UUID, deed: Callable[..., Any], done: str) -> HttpResponse:
    person = get_visible(Person, request.user, OFFICERS, uid=uid)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        problem = _("Nothing was changed: write the reason first.")
        return render_person(request, uid, IdentityViewForm(), problem=problem, status=422)
    try:
        deed(actor=request.user, person=person, reason=form.cleaned_data["reason"])
    except GridschoolError as refused:
        return render_person(request, uid, IdentityViewForm(), problem=str(refused), status=refused.status)
    messages.success(request, done)
    return redirect("people_person", uid=uid)
