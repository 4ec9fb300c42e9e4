"""Roles and logins in the admin: who holds which role where; give, take, enter somebody new, close a login."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from foundation.api import GridschoolError
from people.forms.staff import ReasonForm, RoleForm, StaffForm
from people.models import Person, RoleAssignment
from people.scope import OFFICERS, get_visible, holds_role, require_staff
from people.selectors.staff import people_to_choose, roles_found, roles_of
from people.selectors.units import own_units
from people.services.add_staff import add_staff
from people.services.change_roles import close_login, give_role, open_login, take_role
from people.services.login_slips import ensure_login
from people.services.second_factor import reset_second_factor
from people.views.frame import chosen_unit, page_of, posted, query_of, render_staff


def _crumb() -> tuple[str, str]:
    return _("Roles and logins"), reverse("people_staff")


@never_cache
@require_staff("officer")
def role_list(request: HttpRequest) -> HttpResponse:
    """Who holds which role where, within the officer's units."""
    words, role = request.GET.get("q", ""), request.GET.get("role", "")
    unit = chosen_unit(request, request.GET)
    page = page_of(request, roles_found(request.user, words=words, unit=unit, role=role))
    for found in page.object_list:
        person = found.user.person
        found.is_mine = person is not None and holds_role(request.user, person.unit, OFFICERS)
    context = {
        "page": page,
        "words": words,
        "role": role,
        "roles": RoleAssignment.Role.choices,
        "unit": unit,
        "units": own_units(request.user),
        "query": query_of(request),
    }
    return render_staff(request, "staff.html", [(_("Roles and logins"), None)], context)


@never_cache
@require_staff("officer")
def role_give(request: HttpRequest) -> HttpResponse:
    """Choose a person by name or worker number, then a role and a unit."""
    source = request.POST if request.method == "POST" else request.GET
    words, uid = source.get("q", ""), source.get("person", "")
    people = Person.objects.select_related("unit", "user")
    person = get_visible(people, request.user, OFFICERS, uid=uid) if uid else None
    form = RoleForm(request.POST if request.method == "POST" and person else None, user=request.user)
    if person is not None and form.is_valid():
        try:
            return _give(request, person, form.cleaned_data)
        except GridschoolError as error:
            form.add_error(None, str(error))
    offered = people_to_choose(request.user, words) if person is None else []
    held = roles_of([getattr(found, "user", None) for found in [*offered, *([person] if person else [])]])
    for found in [*offered, *([person] if person else [])]:
        found.held_roles = held.get(getattr(getattr(found, "user", None), "pk", None), [])
    context = {"form": form, "person": person, "people": offered, "words": words}
    trail = [_crumb(), (_("Give a role"), None)]
    return render_staff(request, "staff_give.html", trail, context, status=422 if form.errors else 200)


def _give(request: HttpRequest, person: Person, chosen: dict[str, Any]) -> HttpResponse:
    """The login is made with the role or not at all."""
    with transaction.atomic():
        user = ensure_login(person)
        give_role(actor=request.user, user=user, unit=chosen["unit"], role=chosen["role"])
    messages.success(request, _("%(name)s has the role now.") % {"name": person.name})
    if user.last_login is None:
        return redirect(f"{reverse('people_slips')}?person={person.uid}")
    return redirect("people_staff")


@never_cache
@require_staff("officer")
def role_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away, with a reason."""
    roles = RoleAssignment.objects.select_related("user__person", "unit")
    assignment = get_visible(roles, request.user, OFFICERS, pk=pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            take_role(actor=request.user, assignment=assignment, **form.cleaned_data)
        except GridschoolError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role is taken away, and the sessions of this login have ended."))
            return redirect("people_staff" if assignment.user_id != request.user.pk else "wagtailadmin_home")
    trail = [_crumb(), (_("Take a role away"), None)]
    context = {"form": form, "assignment": assignment}
    return render_staff(request, "staff_take.html", trail, context, status=422 if form.errors else 200)


@never_cache
@require_staff("officer")
def second_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factor from the holder of a role who lost the phone, with a reason."""
    roles = RoleAssignment.objects.select_related("user__person", "unit")
    assignment = get_visible(roles, request.user, OFFICERS, pk=pk)
    form, status = ReasonForm(posted(request)), 422
    if form.is_valid():
        try:
            reset_second_factor(actor=request.user, user=assignment.user, **form.cleaned_data)
        except GridschoolError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("Reset. At the next sign-in a new phone is set up."))
            return redirect("people_staff")
    trail = [_crumb(), (_("Reset two-step sign-in"), None)]
    held = roles_of([assignment.user])[assignment.user_id]
    context = {"form": form, "assignment": assignment, "roles": held}
    return render_staff(request, "second_factor_reset.html", trail, context, status=status if form.errors else 200)


@sensitive_post_parameters("identity")
@never_cache
@require_staff("officer")
def staff_new(request: HttpRequest) -> HttpResponse:
    """Enter somebody who stands in no roster, with a role; leads to the slip to be printed at once."""
    form = StaffForm(posted(request), user=request.user)
    if form.is_valid():
        try:
            batch = add_staff(actor=request.user, uid=_form_uid(request), **_staff_facts(form))
        except GridschoolError as error:
            form.add_error(None, str(error))
        else:
            return redirect("people_slip_sheet", uid=batch.uid)
    context = {"form": form, "form_uid": request.POST.get("form") or uuid.uuid4()}
    trail = [_crumb(), (_("Enter staff"), None)]
    return render_staff(request, "staff_new.html", trail, context, status=422 if form.errors else 200)


def _form_uid(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("form", ""))
    except ValueError as error:
        raise Http404 from error


def _staff_facts(form: StaffForm) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    return {"identity_number": facts.pop("identity"), **facts}


@never_cache
@require_staff("officer")
def login_switch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Close somebody's login or open it again, with a reason."""
    people = Person.objects.select_related("unit", "user").filter(user__isnull=False)
    person = get_visible(people, request.user, OFFICERS, uid=uid)
    form = ReasonForm(posted(request))
    if form.is_valid():
        switch = close_login if request.POST.get("to") == "close" else open_login
        try:
            switch(actor=request.user, user=person.user, **form.cleaned_data)
        except GridschoolError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Done. It is noted in the audit log."))
            return redirect("people_person", uid=uid)
    label = (
        pgettext("people", "Close the login") if person.user.is_active else pgettext("people", "Open the login")
    )
    trail = [_crumb(), (label, None)]
    context = {"form": form, "person": person, "roles": roles_of([person.user])[person.user.pk]}
    return render_staff(request, "login_switch.html", trail, context, status=422 if form.errors else 200)
