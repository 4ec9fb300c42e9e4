"""The undoing of an import: look first, then start it, then see what became of everybody."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.models import RosterImport, RosterRow
from people.scope import OFFICERS, get_visible, require_staff
from people.selectors.rosters import shown_changes
from people.services.apply_roster import RosterClosed
from people.services.plan_roster import chunks
from people.services.plan_undo import Undoing, plan_undo, rows_to_undo
from people.services.undo_roster import start_undo
from people.views.frame import page_of, render_staff
from people.views.rosters import render_import


@require_staff("officer")
def import_undo(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What the undoing would do, or what it did."""
    rosters = RosterImport.objects.select_related("unit", "undone_by__person", "undo_job")
    roster = get_visible(rosters, request.user, OFFICERS, uid=uid)
    if roster.state not in {RosterImport.State.APPLIED, RosterImport.State.UNDONE}:
        return redirect("people_import", uid=uid)
    undoings = _undoings(roster, request.user)
    tabs = [(value, label, _count(undoings, value)) for value, label in RosterRow.Outcome.choices]
    outcome = request.GET.get("outcome", "")
    if outcome not in RosterRow.Outcome.values:
        outcome = next((value for value, label, count in reversed(tabs) if count), "kept")
    page = page_of(request, [undoing for undoing in undoings if undoing.outcome == outcome])
    for undoing in page.object_list:
        undoing.row.shown_changes = list(shown_changes(undoing.row))
    context = {
        "roster": roster,
        "tabs": tabs,
        "outcome": outcome,
        "page": page,
        "query": f"outcome={outcome}",
        "total": len(undoings),
    }
    trail = [
        (_("Roster imports"), reverse("people_imports")),
        (roster.original_name, reverse("people_import", args=[uid])),
        (_("Undo the import"), None),
    ]
    return render_staff(request, "import_undo.html", trail, context)


def _undoings(roster: RosterImport, user: Any) -> list[Undoing]:
    """Rows that an undoing has decided already, and what would become of the others."""
    decided = roster.rows.exclude(outcome="").select_related("person")
    found = [Undoing(row, row.outcome, row.outcome_reason, row.person) for row in decided]
    if roster.state == RosterImport.State.APPLIED:
        for rows in chunks(list(rows_to_undo(roster))):
            found += plan_undo(rows, roster=roster, actor=user)
    return found


def _count(undoings: list[Undoing], outcome: str) -> int:
    return sum(undoing.outcome == outcome for undoing in undoings)


@require_POST
@require_staff("officer")
def import_undo_start(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Start the undoing; a second click leads to the same job."""
    roster = get_visible(RosterImport, request.user, OFFICERS, uid=uid)
    try:
        job = start_undo(actor=request.user, roster=roster)
    except RosterClosed as refused:
        return render_import(request, uid, problem=str(refused), status=refused.status)
    if job.owner_id != request.user.pk:
        messages.warning(request, _("A colleague is undoing this import already."))
        return redirect("people_import", uid=uid)
    return redirect("foundation_job", uid=job.uid)
