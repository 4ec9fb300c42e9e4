"""The audit log in the admin: search, look at one event, take it out with a reason."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from foundation.api import GridschoolError
from people.forms.audit import AuditExportForm, AuditSearchForm
from people.models import AuditEvent, AuditHead
from people.rules.audit_chain import Fault
from people.scope import OFFICERS, get_visible, require_staff
from people.selectors.audit import (
    AuditSearch,
    audit_page,
    chain_state,
    fault_words,
    lines_of,
    shown_data,
    target_words,
)
from people.services.export_audit import AuditExport, export_audit
from people.views.frame import posted, query_of, render_staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_SHOWN = 10


def _crumb() -> tuple[str, str]:
    return _("Audit log"), reverse("people_audit")


def _key(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < len(str(2**63)) else 0


@never_cache
@require_staff("officer")
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what, the latest first; and whether the chain holds."""
    form = AuditSearchForm(request.GET)
    form.is_valid()
    keys = {name: _key(request, name) for name in ("before", "after")}
    context = {
        "form": form,
        "page": audit_page(request.user, form.search, **keys),
        "query": query_of(request, "before", "after"),
        "is_narrowed": form.search != AuditSearch(),
        **_chain_context(),
    }
    return render_staff(request, "audit.html", [(_("Audit log"), None)], context)


def _chain_context() -> dict[str, Any]:
    head: AuditHead | None = chain_state()
    faults = [fault_words(Fault(**fault)) for fault in head.faults[:FAULTS_SHOWN]] if head else []
    return {"head": head, "faults": faults}


@never_cache
@require_staff("officer")
def audit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event with everything that was noted."""
    event = get_visible(AuditEvent, request.user, OFFICERS, pk=pk)
    [line] = lines_of(request.user, [event.pk])
    context = {
        "line": line,
        "event": line.event,
        "target": target_words(line.event),
        "details": shown_data(line.event),
        "link": getattr(line.event, "link", None),
    }
    trail = [_crumb(), (pgettext("audit", "Event %(number)d") % {"number": event.pk}, None)]
    return render_staff(request, "audit_event.html", trail, context)


@never_cache
@require_staff("officer")
def audit_export(request: HttpRequest) -> HttpResponse:
    """Take out what was searched for; the reason stands on the file and in the log."""
    search = AuditSearchForm(request.GET)
    search.is_valid()
    form = AuditExportForm(posted(request))
    if form.is_valid():
        try:
            export = export_audit(actor=request.user, search=search.search, **form.cleaned_data)
        except GridschoolError as error:
            form.add_error(None, str(error))
        else:
            return _file(export, form.cleaned_data["file_format"])
    query = query_of(request, "before", "after")
    context = {"form": form, "search": _told(search), "query": query}
    trail = [_crumb(), (_("Export the audit log"), None)]
    return render_staff(request, "audit_export.html", trail, context, status=422 if form.errors else 200)


def _told(search: AuditSearchForm) -> list[tuple[str, str]]:
    """What is searched for, as (label, words)."""
    data = search.cleaned_data
    actions = dict(search.fields["action"].choices)
    told = [(field.label, data.get(field.name)) for field in search.visible_fields() if data.get(field.name)]
    return [(label, str(actions.get(value, value))) for label, value in told]


def _file(export: AuditExport, file_format: str) -> HttpResponse:
    name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.{file_format}"
    if file_format == "xlsx":
        answer: Any = FileResponse(export.workbook(), content_type=XLSX, as_attachment=True, filename=name)
    else:
        answer = StreamingHttpResponse(export.csv_lines(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
