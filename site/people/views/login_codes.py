"""Signing in by a code from a text message: the number, the code, and who of several it is.

The number and the proof stand in the session, never in an address.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from foundation.api import GridschoolError, client_address
from people.forms.login_codes import CodeForm, PhoneForm, WhoForm
from people.logins.doors import enter
from people.logins.sms import is_sms_on
from people.models import Person
from people.rules.login_codes import LIFE_MINUTES, RESEND_SECONDS, seconds_to_wait
from people.rules.masking import mask_phone
from people.selectors.logins import people_behind, times_sent_to
from people.services.ask_login_code import ask_login_code
from people.services.check_login_code import CodeLocked, CodeWrong, check_login_code, open_by_code
from people.views.login import first_page

View = Callable[[HttpRequest], HttpResponse]
KEY = "login_code"


def _door(view: View) -> View:
    """Only where text messages are sent, only for those who are not in yet; nothing is kept by the browser."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not is_sms_on():
            raise Http404
        return redirect(first_page(request.user)) if request.user.is_authenticated else view(request)

    return guarded


@_door
@require_http_methods(["GET", "HEAD", "POST"])
def login_phone(request: HttpRequest) -> HttpResponse:
    """Take the number, send the code. The answer is the same whether or not the number is in the roster."""
    form, status = PhoneForm(request.POST or None), 200
    wanted = get_next_redirect_url(request) or ""
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        refused = _ask(request, phone)
        if refused is None or refused.code == "too_soon":  # that code is on its way: on to where it is typed
            request.session[KEY] = {"phone": phone, "next": wanted}
            return redirect("login_code")
        form.add_error(None, str(refused))
        status = refused.status
    return render(request, "account/login_phone.html", {"form": form, "next": wanted}, status=status)


@_door
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """Take the code, and let in; or ask on when several share the phone."""
    kept = request.session.get(KEY)
    if not kept:
        return redirect("login_phone")
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            people = check_login_code(phone=kept["phone"], code=form.cleaned_data["code"])
            return _go_on(request, kept, people)
        except CodeWrong as wrong:
            form.add_error("code", str(wrong))
            status = 429 if isinstance(wrong, CodeLocked) else 200  # as at the page of passwords
    return _code_page(request, kept["phone"], form, status)


@_door
@require_POST
def login_code_again(request: HttpRequest) -> HttpResponse:
    """Send another code to the same number."""
    kept = request.session.get(KEY)
    if not kept:
        return redirect("login_phone")
    refused = _ask(request, kept["phone"])
    if refused is None:
        messages.success(request, _("A new code has been asked for. Older ones no longer work."))
        return redirect("login_code")
    return _code_page(request, kept["phone"], CodeForm(), refused.status, str(refused))


@_door
@require_http_methods(["GET", "HEAD", "POST"])
def login_who(request: HttpRequest) -> HttpResponse:
    """Who of those who share the phone is here. Only after the right code, for as long as one lives."""
    kept = request.session.get(KEY) or {}
    if time.time() - kept.get("proved_at", 0) > LIFE_MINUTES * 60:
        return redirect("login_phone")
    form = WhoForm(people_behind(kept["phone"]), request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _come_in(request, kept, form.chosen)
    return render(request, "account/login_who.html", {"form": form, "phone": mask_phone(kept["phone"])})


def _ask(request: HttpRequest, phone: str) -> GridschoolError | None:
    """Why no code was sent, or None."""
    try:
        ask_login_code(phone=phone, address=client_address(request))
    except GridschoolError as refused:
        return refused
    return None


def _code_page(request: HttpRequest, phone: str, form: CodeForm, status: int, trouble: str = "") -> HttpResponse:
    now = timezone.now()
    wait = seconds_to_wait(times_sent_to(phone, now), now)
    context = {
        "form": form,
        "phone": mask_phone(phone),
        "minutes": LIFE_MINUTES,
        "wait": wait if wait <= RESEND_SECONDS else 0,
        "trouble": trouble,
    }
    return render(request, "account/login_code.html", context, status=status)


def _go_on(request: HttpRequest, kept: dict[str, Any], people: list[Person]) -> HttpResponse:
    if len(people) == 1:
        return _come_in(request, kept, people[0])
    request.session[KEY] = {**kept, "proved_at": time.time()}
    return redirect("login_who")


def _come_in(request: HttpRequest, kept: dict[str, Any], person: Person) -> HttpResponse:
    user = open_by_code(person=person)
    request.session.pop(KEY)
    return enter(request, user, way="code", redirect_url=kept["next"] or None)
