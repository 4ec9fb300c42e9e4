"""People as a file: ask with a reason, fetch within a day."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.forms.rosters import ExportForm
from people.models import PeopleExport
from people.scope import OFFICERS, get_visible, require_staff, visible
from people.selectors.people import PeopleSearch, people_found
from people.services.export_people import hand_out, start_export
from people.views.frame import page_of, posted, render_staff

TYPES = {
    PeopleExport.Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PeopleExport.Form.CSV: "text/csv; charset=gb18030",
}


@require_staff("officer")
def export_list(request: HttpRequest) -> HttpResponse:
    """Ask for a file of the people that the list showed, and see one's own earlier ones."""
    search = PeopleSearch.from_query(request.user, request.GET)
    form = ExportForm(posted(request), user=request.user, unit=search.unit)
    if request.method == "POST" and form.is_valid():
        export = start_export(actor=request.user, query=search.query, **form.cleaned_data)
        if export.job is not None:
            return redirect("foundation_job", uid=export.job.uid)
        messages.success(request, _("The file is ready. It can be fetched for 24 hours."))
        return redirect("people_exports")
    mine = visible(PeopleExport, request.user, OFFICERS).filter(requested_by=request.user)
    context = {
        "form": form,
        "search": search,
        "found": people_found(request.user, search).count(),
        "page": page_of(request, mine.select_related("unit", "job")),
        "query": search.query,
    }
    trail = [(pgettext("people", "People"), reverse("people_list")), (_("Export people"), None)]
    return render_staff(request, "exports.html", trail, context, status=422 if form.errors else 200)


@require_staff("officer")
def export_file(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The file, for the officer who asked for it."""
    mine = PeopleExport.objects.filter(requested_by=request.user).select_related("unit")
    export = get_visible(mine, request.user, OFFICERS, uid=uid)
    if not export.is_ready:
        messages.warning(request, _("This file has expired: exports are kept for 24 hours. Make a new one."))
        return redirect("people_exports")
    day = timezone.localtime(export.created_at)
    name = _("People of %(unit)s %(day)s") % {"unit": export.unit.name, "day": f"{day:%Y%m%d}"}
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{name}.{export.form}"),
        "Cache-Control": "no-store",
    }
    return HttpResponse(
        hand_out(actor=request.user, export=export), content_type=TYPES[export.form], headers=headers
    )
