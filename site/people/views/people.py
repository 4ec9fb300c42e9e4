"""People in the admin: the list, and one person's page."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from people.dossier import dossier_of
from people.forms.reasons import IdentityViewForm
from people.models import Person
from people.scope import OFFICERS, get_visible, require_staff
from people.selectors.audit import lines_about
from people.selectors.national import NATIONAL
from people.selectors.people import (
    LOGINS,
    NATIONALS,
    STATES,
    PeopleSearch,
    people_found,
    person_with_identity,
    posts_of,
    read_identity,
)
from people.selectors.units import unit_trail, unit_tree
from people.services.view_identity import view_identity
from people.views.frame import page_of, render_staff


@require_staff("officer")
def person_list(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by a query. The form is posted, so that an identity number never stands in an address."""
    if request.method == "POST":
        return _search(request)
    search = PeopleSearch.from_query(request.user, request.GET)
    context = {
        "page": page_of(request, people_found(request.user, search)),
        "search": search,
        "unit": search.unit,
        "states": STATES,
        "logins": LOGINS,
        "nationals": NATIONALS,
        "posts": posts_of(request.user),
        "lines": unit_tree(request.user),
        "query": search.query,
    }
    return render_staff(request, "people.html", [(pgettext("people", "People"), None)], context)


def _search(request: HttpRequest) -> HttpResponse:
    """An identity number leads to its person, everything else to the list narrowed by it."""
    identity = read_identity(request.POST.get("q", ""))
    if identity is None:
        search = PeopleSearch.from_query(request.user, request.POST)
        return redirect(f"{reverse('people_list')}?{search.query}".rstrip("?"))
    person = person_with_identity(request.user, identity)
    if person is not None:
        return redirect("people_person", uid=person.uid)
    messages.warning(request, _("Nobody in your units has this identity number."))
    return redirect("people_list")


@never_cache
@require_staff("officer")
def person_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One person; what the rooms know comes by a request of its own, so that neither is slow."""
    return render_person(request, uid, IdentityViewForm())


@never_cache
@require_staff("officer")
def person_records(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What every room knows about one person; the person's page asks for the part alone.

    National certificates stand on the page itself, where they are entered.
    """
    person = get_visible(Person, request.user, OFFICERS, uid=uid)
    context = {"dossier": dossier_of(person, leave_out={NATIONAL.key})}
    if request.headers.get("HX-Request"):
        response = render(request, "people/staff/records.html", context)
    else:
        trail = [(person.name, reverse("people_person", args=[uid])), (pgettext("people", "Records"), None)]
        response = render_staff(request, "person_records.html", trail, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
@require_POST
@require_staff("officer")
def person_identity(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The page with the identity number in full; the look, with its reason, stands in the audit log."""
    form = IdentityViewForm(request.POST)
    if not form.is_valid():
        return render_person(request, uid, form, status=422)
    person = get_visible(Person, request.user, OFFICERS, uid=uid)
    number = view_identity(actor=request.user, person=person, reason=form.cleaned_data["reason"])
    return render_person(request, uid, form, number=number)


def render_person(
    request: HttpRequest,
    uid: uuid.UUID,
    form: IdentityViewForm,
    *,
    number: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """One person's page, with what stands against the deed that was asked for, if anything does."""
    person = get_visible(
        Person.objects.select_related("unit", "user", "merged_into"), request.user, OFFICERS, uid=uid
    )
    context = {
        "person": person,
        "trail": unit_trail(person.unit),
        "rows": person.roster_rows.select_related("roster").order_by("-roster_id")[:10],
        "lines": lines_about(request.user, person),
        "nationals": person.national_certificates.all(),
        "identity_form": form,
        "full_identity": number,
        "problem": problem,
    }
    trail = [(pgettext("people", "People"), reverse("people_list")), (person.name, None)]
    return render_staff(request, "person.html", trail, context, status=status)
