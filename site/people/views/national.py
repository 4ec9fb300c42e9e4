"""National certificates on a person's page: written down, and taken out with a reason."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from foundation.api import GridschoolError
from people.forms.national import NationalForm
from people.forms.reasons import ReasonForm
from people.models import NationalCertificate, Person
from people.scope import OFFICERS, get_visible, require_staff
from people.services.national_certificates import add_national, remove_national
from people.views.frame import posted, render_staff


@never_cache
@require_staff("officer")
def national_new(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Write a certificate down."""
    person = get_visible(Person.objects.select_related("unit"), request.user, OFFICERS, uid=uid)
    form = NationalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_national(actor=request.user, person=person, **form.cleaned_data)
        except GridschoolError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The certificate is written down."))
            return redirect("people_person", uid=uid)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "person": person}
    return render_staff(
        request, "national_new.html", _trail(person, _("Add a certificate")), context, status=status
    )


@never_cache
@require_staff("officer")
def national_remove(request: HttpRequest, uid: uuid.UUID, certificate: uuid.UUID) -> HttpResponse:
    """Ask once more, with the reason, and take a certificate out."""
    rows = NationalCertificate.objects.select_related("person__unit").filter(person__uid=uid)
    found = get_visible(rows, request.user, OFFICERS, uid=certificate)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            remove_national(actor=request.user, certificate=found, reason=form.cleaned_data["reason"])
        except GridschoolError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The certificate was taken out."))
            return redirect("people_person", uid=uid)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "person": found.person, "certificate": found}
    title = _("Take the certificate out")
    return render_staff(request, "national_remove.html", _trail(found.person, title), context, status=status)


def _trail(person: Person, title: str) -> list[tuple[str, str | None]]:
    return [
        (pgettext("people", "People"), reverse("people_list")),
        (person.name, reverse("people_person", args=[person.uid])),
        (title, None),
    ]
