"""Requests about people's own data in the admin: the queue, one request, a request that came on paper."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from foundation.api import GridschoolError
from people.dossier import reasons_to_keep
from people.forms.privacy import REQUEST_FORMS, AnswerForm
from people.models import DataRequest, Person
from people.rules.working_days import ANSWER_WORKING_DAYS, is_known, working_days_between
from people.scope import OFFICERS, get_visible, require_staff
from people.selectors.privacy import requests_to_answer
from people.services.answer_request import carry_out_request, refuse_request
from people.services.ask_about_data import ask_about_data
from people.services.correct_person import CORRECTABLE
from people.views.frame import page_of, render_staff

State = DataRequest.State


def _queue_crumb() -> tuple[str, str]:
    return _("Requests about data"), reverse("people_requests")


@never_cache
@require_staff("officer")
def request_list(request: HttpRequest) -> HttpResponse:
    """Open requests by the day on which they are due; those that are over in tabs of their own."""
    state = request.GET.get("state", "")
    state = state if state in State.values else State.OPEN
    page = page_of(request, requests_to_answer(request.user, state=state))
    today = timezone.localdate()
    for row in page.object_list:
        row.days_left = working_days_between(today, row.due_on)
    context = {"page": page, "state": state, "states": State.choices, "query": f"state={state}"}
    return render_staff(request, "requests.html", [(_("Requests about data"), None)], context)


@never_cache
@require_staff("officer")
def request_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One request: what is asked, what it would do, and the answer."""
    rows = DataRequest.objects.select_related("person__unit", "person__user", "answered_by__person", "entered_by")
    asked = get_visible(rows, request.user, OFFICERS, uid=uid)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial={"value": asked.wanted},
        is_erasure=asked.kind == DataRequest.Kind.ERASURE,
    )
    if request.method == "POST" and form.is_valid() and _answer(request, asked, form):
        return redirect("people_request", uid=uid)
    context = {
        "asked": asked,
        "person": asked.person,
        "form": form,
        "before": _value_now(asked),
        "has_value": asked.field in CORRECTABLE,
        "days_left": working_days_between(timezone.localdate(), asked.due_on),
        "is_calendar_known": is_known(asked.due_on),
        "kept": reasons_to_keep(asked.person) if form.is_erasure and asked.state == State.OPEN else [],
    }
    trail = [_queue_crumb(), (f"{asked.get_kind_display()} {asked.person.name}", None)]
    return render_staff(request, "request.html", trail, context, status=422 if form.errors else 200)


def _value_now(asked: DataRequest) -> str:
    person = asked.person
    values = {"name": person.name, "phone": person.phone, "post": person.post, "identity": person.masked_identity}
    return values.get(asked.field, "")


def _answer(request: HttpRequest, asked: DataRequest, form: AnswerForm) -> bool:
    """Whether the answer was taken; what stands against it is said in the form."""
    words = form.cleaned_data
    try:
        if form.is_refusal:
            refuse_request(request=asked, actor=request.user, answer=words["answer"])
        else:
            carry_out_request(request=asked, actor=request.user, value=words["value"], answer=words["answer"])
    except GridschoolError as refused:
        form.add_error(None, refused.message)
        return False
    erased = form.is_erasure and not form.is_refusal
    answered = _("Answered. The person sees it under “My data”.")
    messages.success(request, _("Erased. What the law keeps stays locked away.") if erased else answered)
    return True


@require_staff("officer")
def request_new(request: HttpRequest, uid: uuid.UUID, kind: str) -> HttpResponse:
    """Write down what somebody asked by telephone or on paper; the same clock runs."""
    person = get_visible(Person.objects.select_related("unit"), request.user, OFFICERS, uid=uid)
    if kind not in REQUEST_FORMS or person.is_erased:
        raise Http404
    form: Any = REQUEST_FORMS[kind](request.POST if request.method == "POST" else None)
    form.fields.pop("understood", None)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            asked = ask_about_data(person=person, kind=kind, actor=request.user, **words)
            return redirect("people_request", uid=asked.uid)
        except GridschoolError as refused:
            form.add_error(None, refused.message)
    context = {"person": person, "form": form, "kind": kind, "days": ANSWER_WORKING_DAYS}
    trail = [(person.name, reverse("people_person", args=[uid])), (_("Write down a request"), None)]
    return render_staff(request, "request_new.html", trail, context, status=422 if form.errors else 200)
