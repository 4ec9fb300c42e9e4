"""What a person sees and does about their own data: the notice, consents, a copy, requests."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation.api import GridschoolError
from people.dossier import dossier_of, reasons_to_keep
from people.forms.privacy import REQUEST_FORMS, ConsentForm
from people.models import DataExport, DataRequest
from people.rules.working_days import ANSWER_WORKING_DAYS
from people.selectors.privacy import consents_of, current_notice, held_facts, open_export, requests_of
from people.services.ask_about_data import ask_about_data, withdraw_request
from people.services.export_my_data import KEEP_HOURS, export_my_data, read_export
from people.services.record_consent import acknowledge_notice, change_consents
from people.views.login import first_page

ROWS_SHOWN = 20


def for_persons(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """View decorator: log in first; for a login without a person the page is not there. Kept by no cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.person_id:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(login_required(guarded))


@for_persons
def notice(request: HttpRequest) -> HttpResponse:
    """The notice in force: to be seen once, then to be read again at any time."""
    shown = current_notice()
    going_on = get_next_redirect_url(request) or first_page(request.user)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        acknowledge_notice(user=request.user, notice=shown, granted=form.cleaned_data["purposes"])
        return redirect(going_on)
    is_new = request.user.notice_version < shown.version
    context = {"notice": shown, "text": shown.text, "form": form, "is_new": is_new, "going_on": going_on}
    return render(request, "people/my_data/notice.html", context, status=422 if form.errors else 200)


@for_persons
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that is held about me, what I agreed to, and what I asked for."""
    granted = [purpose for purpose, said in consents_of(request.user.person).items() if said]
    return _render_my_data(request, ConsentForm(initial={"purposes": granted}))


def _render_my_data(request: HttpRequest, consents: ConsentForm, status: int = 200) -> HttpResponse:
    person, now = request.user.person, timezone.now()
    sections = [
        (section, [list(zip(section.columns, row.cells, strict=True)) for row in rows[:ROWS_SHOWN]], len(rows))
        for section, rows in dossier_of(person)
    ]
    context = {
        "facts": held_facts(person),
        "sections": sections,
        "consents": consents,
        "requests": requests_of(person)[:ROWS_SHOWN],
        "export": open_export(person, now),
        "days": ANSWER_WORKING_DAYS,
        "today": timezone.localdate(),
    }
    return render(request, "people/my_data/page.html", context, status=status)


@require_POST
@for_persons
def my_consents(request: HttpRequest) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _render_my_data(request, form, status=422)
    changed = change_consents(person=request.user.person, granted=form.cleaned_data["purposes"])
    words = _("Saved. It holds from now on.") if changed else _("Nothing was changed.")
    messages.success(request, words)
    return redirect("my_data")


@for_persons
def my_download(request: HttpRequest) -> HttpResponse:
    """Make a copy of my data, right after signing in or after the password once more.

    A login without a password (a county's single sign-on) has nothing to repeat and signs in again.
    """
    must_sign_in = _must_sign_in(request)
    if request.method == "POST" and not must_sign_in:
        raise_if_reauthentication_required(request, app="people")
        export_my_data(person=request.user.person, actor=request.user)
        messages.success(request, _("Your copy is ready. It can be fetched for 24 hours."))
        return redirect("my_data")
    context = {"must_sign_in": must_sign_in, "hours": KEEP_HOURS}
    return render(request, "people/my_data/download.html", context)


def _must_sign_in(request: HttpRequest) -> bool:
    door = get_adapter()
    return door.is_reauthentication_required(app="people") and not door.get_reauthentication_methods(request.user)


@for_persons
def my_export(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The copy itself: for its person, until it ends; else there is nothing."""
    exports = DataExport.objects.filter(expires_at__gt=timezone.now(), request__person=request.user.person)
    export = get_object_or_404(exports.select_related("request__person__unit"), uid=uid)
    body = read_export(export=export, actor=request.user)
    name = f"my-data-{timezone.localdate():%Y%m%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/zip", headers=headers)


@for_persons
def my_request_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a correction or an erasure; what an erasure means is said before."""
    if kind not in REQUEST_FORMS:
        raise Http404
    form = REQUEST_FORMS[kind](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _ask(request, kind, form):
        return redirect("my_data")
    context = {
        "form": form,
        "kind": kind,
        "kept": reasons_to_keep(request.user.person) if kind == DataRequest.Kind.ERASURE else [],
        "days": ANSWER_WORKING_DAYS,
    }
    return render(request, f"people/my_data/{kind}.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, kind: str, form: Any) -> bool:
    """Whether the request was taken; what stands against it is said in the form."""
    words = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        asked = ask_about_data(person=request.user.person, kind=kind, actor=request.user, **words)
    except GridschoolError as refused:
        form.add_error(None, refused.message)
        return False
    messages.success(request, _("Your request is in. You get an answer by %(day)s.") % {"day": asked.due_on})
    return True


@require_POST
@for_persons
def my_request_withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    asked = get_object_or_404(DataRequest, uid=uid, person=request.user.person)
    withdraw_request(request=asked, actor=request.user)
    messages.success(request, _("Taken back. Nothing is changed."))
    return redirect("my_data")
