"""Roster imports in the admin: upload, look, confirm, see what became of it."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.forms.rosters import RosterForm
from people.models import RosterImport, RosterRow
from people.scope import OFFICERS, get_visible, require_staff
from people.selectors.people import people_without_login
from people.selectors.rosters import SHOWN, rosters_shown, shown_changes
from people.services.apply_roster import ManyLeavers, RosterClosed, confirm_roster, has_many_leavers
from people.services.discard_roster import discard_roster
from people.services.plan_roster import UploadRefused, receive_roster
from people.services.record_audit import record_audit
from people.services.refused_rows import empty_workbook, refused_workbook
from people.views.frame import page_of, posted, query_of, render_staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _imports_crumb() -> tuple[str, str]:
    return _("Roster imports"), reverse("people_imports")


@require_staff("officer")
def import_list(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in dict(SHOWN) else ""
    imports = rosters_shown(request.user, show, timezone.now()).select_related(
        "unit", "uploaded_by__person", "undone_by__person", "job"
    )
    context = {"page": page_of(request, imports), "show": show, "shown": SHOWN, "query": query_of(request)}
    return render_staff(request, "imports.html", [(_("Roster imports"), None)], context)


@require_staff("officer")
def import_new(request: HttpRequest) -> HttpResponse:
    """Upload a roster; it is compared at once, nothing is imported.

    A file of which nothing can be used is answered here, with the status that fits; whatever can be used in part
    leads to the import's own page, where every refused row stands with its reason.
    """
    form = RosterForm(posted(request), request.FILES or None, user=request.user)
    if request.method != "POST":
        return _import_form(request, form)
    if not form.is_valid():
        return _import_form(request, form, status=422)
    try:
        roster = _receive(request, form)
    except UploadRefused as refused:
        return _import_form(request, form, refused.roster, refused.status)
    if roster.is_all_refused:
        return _import_form(request, form, roster, 422)
    return redirect("people_import", uid=roster.uid)


def _receive(request: HttpRequest, form: RosterForm) -> RosterImport:
    file = form.cleaned_data["file"]
    data = file.read(settings.ROSTER_MAX_BYTES + 1)  # one more than is allowed tells enough
    unit, is_complete = form.cleaned_data["unit"], form.cleaned_data["is_complete"]
    return receive_roster(actor=request.user, unit=unit, name=file.name, data=data, is_complete=is_complete)


def _import_form(
    request: HttpRequest, form: RosterForm, refused: RosterImport | None = None, status: int = 200
) -> HttpResponse:
    trail = [_imports_crumb(), (_("Upload a roster"), None)]
    context = {"form": form, "refused": refused}
    return render_staff(request, "import_new.html", trail, context, status=status)


@require_staff("officer")
def import_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A roster: what it would do, or what it did."""
    return render_import(request, uid)


def render_import(request: HttpRequest, uid: uuid.UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of an import, with what stands against the deed that was asked for, if anything does."""
    rosters = RosterImport.objects.select_related("unit", "uploaded_by__person", "undone_by__person", "job")
    roster = get_visible(rosters, request.user, OFFICERS, uid=uid)
    kind = request.GET.get("kind", "")
    kind = kind if kind in RosterRow.Kind.values else _first_kind(roster)
    page = page_of(request, roster.rows.filter(kind=kind).select_related("unit", "person"))
    for row in page.object_list:
        row.shown_changes = list(shown_changes(row))
    kinds = [(value, label, roster.counts.get(value, 0)) for value, label in RosterRow.Kind.choices]
    context = {
        "roster": roster,
        "kind": kind,
        "kinds": kinds,
        "page": page,
        "query": f"kind={kind}",
        "writing": sum(roster.counts.get(value, 0) for value in RosterRow.WRITING),
        "asks_twice": has_many_leavers(roster),
        "without_login": people_without_login(request.user, roster=roster).count() if roster.applied_at else 0,
        "problem": problem,
    }
    trail = [_imports_crumb(), (roster.original_name, None)]
    return render_staff(request, "import.html", trail, context, status=status)


def _first_kind(roster: RosterImport) -> str:
    """What needs eyes first: refused rows, then whatever there is."""
    order = ("refused", "left", "moved", "changed", "new", "unchanged")
    return next((kind for kind in order if roster.counts.get(kind)), "new")


@require_POST
@require_staff("officer")
def import_confirm(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Start the import; a second click leads to the same job, a stale form to what became of it."""
    roster = get_visible(RosterImport, request.user, OFFICERS, uid=uid)
    if roster.state != RosterImport.State.PLANNED:
        problem = _("This import is closed already. Nothing was done a second time.")
        return render_import(request, uid, problem=problem, status=409)
    try:
        job = confirm_roster(actor=request.user, roster=roster, many_may_leave="many_may_leave" in request.POST)
    except (ManyLeavers, RosterClosed) as refused:
        return render_import(request, uid, problem=str(refused), status=refused.status)
    if job.owner_id != request.user.pk:
        messages.warning(request, _("A colleague has started this import already."))
        return redirect("people_import", uid=uid)
    return redirect("foundation_job", uid=job.uid)


@require_POST
@require_staff("officer")
def import_discard(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    roster = get_visible(RosterImport, request.user, OFFICERS, uid=uid)
    discard_roster(actor=request.user, roster=roster)
    return redirect("people_import", uid=uid)


@require_staff("officer")
def import_refused(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Download the refused rows; noted in the audit log, since they hold personal data."""
    roster = get_visible(RosterImport, request.user, OFFICERS, uid=uid)
    body = refused_workbook(roster=roster)
    count = roster.counts.get("refused", 0)
    record_audit(
        actor=request.user,
        action="people.export_refused",
        target=roster,
        unit=roster.unit,
        data={"rows": count},
    )
    return _download(body, "refused-rows.xlsx")


@require_staff("officer")
def import_template(request: HttpRequest) -> HttpResponse:
    return _download(empty_workbook(), "roster.xlsx")


def _download(body: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=XLSX, headers=headers)
