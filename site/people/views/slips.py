"""Login slips in the admin: choose people, print once."""

import uuid
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from people.models import Person, RosterImport, SlipBatch
from people.scope import OFFICERS, get_visible, require_staff, visible
from people.selectors.people import people_without_login
from people.selectors.units import root_units, unit_tree
from people.services.login_slips import SLIP_HOURS
from people.services.slip_batches import SLIPS_AT_ONCE, SheetSeen, issue_slip_batch, open_slip_sheet
from people.views.frame import chosen_unit, render_staff

PER_SHEET = 8


@require_staff("officer")
def slip_form(request: HttpRequest) -> HttpResponse:
    """Choose for whom to print slips: one person, the new ones of an import, or all of a unit without a login.

    The form carries a new uid, so that sending it twice issues once.
    """
    chosen = _SlipChoice(request, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        batch = _issue(request, chosen)
        if batch is not None:
            return redirect("people_slip_sheet", uid=batch.uid)
    lines = unit_tree(request.user)
    context = {
        "has_people": chosen.person is not None or any(line.own for line in lines),
        "chosen": chosen,
        "count": chosen.people.count(),
        "first": list(chosen.people[:20]),
        "lines": lines,
        "limit": SLIPS_AT_ONCE,
        "hours": SLIP_HOURS,
        "form_uid": uuid.uuid4(),
    }
    status = 422 if request.method == "POST" else 200
    return render_staff(request, "slips.html", [(_("Login slips"), None)], context, status=status)


class _SlipChoice:
    """For whom slips are to be printed, read from a query or a form."""

    def __init__(self, request: HttpRequest, source: Any) -> None:
        user = request.user
        self.person = self.roster = None
        if source.get("person"):
            in_post = Person.objects.exclude(state=Person.State.ERASED)
            self.person = get_visible(in_post, user, OFFICERS, uid=source["person"])
        if source.get("import"):
            self.roster = get_visible(RosterImport, user, OFFICERS, uid=source["import"])
        self.unit = self.person.unit if self.person else chosen_unit(request, source)
        if self.unit is None:
            self.unit = self.roster.unit if self.roster else next(iter(root_units(user)), None)
        if self.person:
            self.people = visible(Person, user, OFFICERS).filter(pk=self.person.pk).select_related("unit", "user")
        else:
            self.people = people_without_login(user, unit=self.unit, roster=self.roster)


def _issue(request: HttpRequest, chosen: _SlipChoice) -> SlipBatch | None:
    """The batch of this form: a new one, or the one that the same form made before. None when nobody is left."""
    try:
        uid = uuid.UUID(request.POST.get("form", ""))
    except ValueError:
        return None
    made = SlipBatch.objects.filter(uid=uid).first()
    people = list(chosen.people[:SLIPS_AT_ONCE])
    if made is not None or chosen.unit is None or not people:
        return made
    return issue_slip_batch(actor=request.user, uid=uid, unit=chosen.unit, people=people)


@never_cache
@require_staff("officer")
def slip_sheet(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The slips to print; shown once, to the officer who issued them."""
    own = SlipBatch.objects.filter(issued_by_id=request.user.pk)
    batch = get_visible(own, request.user, OFFICERS, uid=uid)
    try:
        slips = open_slip_sheet(batch=batch)
    except SheetSeen as seen:
        trail = [(_("Login slips"), reverse("people_slips")), (_("Shown already"), None)]
        return render_staff(request, "sheet_seen.html", trail, {"batch": batch, "seen": seen}, status=seen.status)
    drawn = [(slip, _qr_code(slip.token)) for slip in slips]
    context = {
        "slips": slips,
        "batch": batch,
        "sheets": [drawn[start : start + PER_SHEET] for start in range(0, len(drawn), PER_SHEET)],
        "address": settings.PUBLIC_URL.partition("://")[2],
        "hours": SLIP_HOURS,
    }
    return render(request, "people/staff/slip_sheet.html", context)


def _qr_code(token: str) -> SafeString:
    """The address of a slip as a picture, with the quiet zone that readers need."""
    address = settings.PUBLIC_URL + reverse("login_slip", args=[token])
    drawing = segno.make(address, error="m", micro=False, boost_error=False)
    return mark_safe(drawing.svg_inline(border=4, omitsize=True))  # noqa: S308  drawn from our own address
