"""Two records of one person: find the other, look, merge; and the way back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.forms.reasons import ReasonForm
from people.models import Person, PersonMerge
from people.scope import OFFICERS, get_visible, require_staff, visible
from people.services.merge_people import (
    MergeRefused,
    merge_people,
    plan_merge,
    plan_split,
    refuse_merge,
    split_people,
)
from people.views.frame import page_of, posted, render_staff


def _person(request: HttpRequest, **lookup: object) -> Person:
    return get_visible(Person.objects.select_related("unit", "user"), request.user, OFFICERS, **lookup)


def _trail(person: Person, title: str) -> list[tuple[str, str | None]]:
    return [
        (pgettext("people", "People"), reverse("people_list")),
        (person.name, reverse("people_person", args=[person.uid])),
        (title, None),
    ]


@require_staff("officer")
def merge_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask for the other record by its worker number, show what would move, merge on the second look."""
    kept = _person(request, uid=uid)
    wanted = (request.POST or request.GET).get("with", "").strip().upper()
    other, problem = _other(request, kept, wanted)
    form = ReasonForm(posted(request))
    if request.method == "POST" and other and form.is_valid():
        merge = merge_people(actor=request.user, kept=kept, merged=other, reason=form.cleaned_data["reason"])
        messages.success(request, _("The two records are now one. If that was a mistake, undo it here."))
        return redirect("people_merge", uid=merge.uid)
    context = {
        "kept": kept,
        "other": other,
        "wanted": wanted,
        "problem": problem,
        "moves": plan_merge(kept=kept, merged=other) if other else [],
        "form": form,
    }
    status = 422 if problem or form.errors else 200
    return render_staff(request, "merge_new.html", _trail(kept, _("Merge with another record")), context, status)


def _other(request: HttpRequest, kept: Person, wanted: str) -> tuple[Person | None, str]:
    """The other record, or why there is none, in words."""
    if not wanted:
        return None, ""
    people = visible(Person.objects.select_related("unit", "user"), request.user, OFFICERS)
    other = people.filter(worker_no=wanted).first()
    if other is None:
        return None, _("There is nobody with this worker number in your units.")
    try:
        refuse_merge(actor=request.user, kept=kept, merged=other)
    except MergeRefused as refused:
        return None, str(refused)
    return other, ""


@require_staff("officer")
def merge_list(request: HttpRequest) -> HttpResponse:
    """The journal of merges."""
    merges = visible(PersonMerge, request.user, OFFICERS).select_related(
        "kept", "merged", "actor__person", "split_by"
    )
    return render_staff(request, "merges.html", [(_("Merged records"), None)], {"page": page_of(request, merges)})


@require_staff("officer")
def merge_record(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One merge: what moved, and the form that splits it again."""
    merges = PersonMerge.objects.select_related("kept__unit", "merged__unit", "actor__person", "split_by__person")
    merge = get_visible(merges, request.user, OFFICERS, uid=uid)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        split_people(actor=request.user, merge=merge, reason=form.cleaned_data["reason"])
        messages.success(request, _("The two records stand apart again."))
        return redirect("people_merge", uid=uid)
    context = {"merge": merge, "moves": plan_split(merge), "form": form}
    trail = [(_("Merged records"), reverse("people_merges")), (merge.kept.name, None)]
    return render_staff(request, "merge.html", trail, context, 422 if form.errors else 200)
