"""The officer's screens: whom to give a certificate, batches, the register."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from certificates.audit import note_batch_given_out, note_register_exported
from certificates.forms import EndForm, IssueForm, RegisterForm
from certificates.models import Certificate, IssueBatch
from certificates.selectors import (
    ISSUED,
    MISSING,
    READY,
    Candidate,
    candidates,
    certificates_in,
    items_of,
    people_to_certify,
    register,
    register_years,
    templates_of,
)
from certificates.services.replace_certificate import replace_certificate
from certificates.services.revoke_certificate import revoke_certificate
from certificates.services.start_issue import start_issue, start_job
from certificates.sheets import register_sheet, sign_sheet
from certificates.views import stored_pdf
from courses.api import Run
from foundation.api import GridschoolError
from people.api import OFFICERS, get_visible, require_staff, visible

ROWS_PER_PAGE = 50
BATCHES_SHOWN = 20

officers_only = require_staff(*OFFICERS)


def _crumbs(*steps: tuple[str, str | None]) -> list[dict[str, str]]:
    return [{"label": label, "url": reverse(name) if name else ""} for label, name in steps]


@officers_only
@never_cache
def runs(request: HttpRequest) -> HttpResponse:
    """Where to begin: the officer's runs with the certificates that their courses end with, and past batches."""
    found = visible(Run, request.user, OFFICERS).select_related("course", "unit")
    found = found.prefetch_related("course__certificate_templates").order_by("-starts_on", "-pk")
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    batches = visible(IssueBatch, request.user, OFFICERS).select_related(
        "run__course", "template_version__template"
    )
    context = {
        "page": page,
        "batches": batches.select_related("maker__person", "job")[:BATCHES_SHOWN],
        "header_title": _("Certificates"),
        "breadcrumbs_items": _crumbs((_("Certificates"), None)),
    }
    return render(request, "certificates/admin/runs.html", context)


@officers_only
@never_cache
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Everybody who completed a run and has no certificate of it yet, with the way to issue it."""
    rows = people_to_certify(request.user).select_related("person__unit", "run__course")
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "header_title": _("Ready for a certificate"),
        "breadcrumbs_items": _crumbs(
            (_("Certificates"), "certificates_runs"), (_("Ready for a certificate"), None)
        ),
    }
    return render(request, "certificates/admin/waiting.html", context)


@officers_only
@never_cache
def candidate_list(request: HttpRequest, run_uid: uuid.UUID, template_uid: uuid.UUID) -> HttpResponse:
    """Who is ready, who is not and why; the ticked ones are issued."""
    run = get_visible(Run.objects.select_related("course", "unit"), request.user, OFFICERS, uid=run_uid)
    template = templates_of(run).filter(uid=template_uid).first()
    if template is None:
        raise Http404
    if request.method == "POST":
        return _issue(request, run, template)
    found = candidates(run, template)
    return render(request, "certificates/admin/candidates.html", _list_context(request, run, template, found))


def _issue(request: HttpRequest, run: Run, template: Any) -> HttpResponse:
    form = IssueForm(request.POST, offered=list(run.enrolments.values_list("pk", flat=True)))
    if not form.is_valid():
        raise Http404
    chosen, key = form.cleaned_data["chosen"], form.cleaned_data["key"]
    try:
        batch = start_issue(actor=request.user, run=run, template=template, enrolment_ids=chosen, key=key)
    except GridschoolError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    return _to_job(batch)


def _to_job(batch: IssueBatch) -> HttpResponse:
    return redirect("foundation_job", uid=getattr(batch.job, "uid", None))


def _list_context(request: HttpRequest, run: Run, template: Any, found: list[Candidate]) -> dict[str, Any]:
    shown = request.GET.get("show", "")
    counts = {state: sum(candidate.state == state for candidate in found) for state in (READY, ISSUED, MISSING)}
    tabs = [("", _("All"), len(found)), (READY, _("Ready"), counts[READY])]
    tabs += [(MISSING, _("Not yet"), counts[MISSING]), (ISSUED, _("Issued"), counts[ISSUED])]
    return {
        "run": run,
        "template": template,
        "candidates": [candidate for candidate in found if shown in {"", candidate.state}],
        "counts": counts,
        "total": len(found),
        "tabs": tabs,
        "shown": shown,
        "key": uuid.uuid4(),
        "header_title": template.title,
        "breadcrumbs_items": _crumbs((_("Certificates"), "certificates_runs"), (str(run), None)),
    }


def _batch(request: HttpRequest, uid: uuid.UUID) -> IssueBatch:
    rows = IssueBatch.objects.select_related(
        "run__course", "run__unit", "template_version__template", "job", "maker__person"
    )
    return get_visible(rows, request.user, OFFICERS, uid=uid)


@officers_only
@never_cache
def batch_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A batch: how far it is, its list with numbers, its print file and its sign-for list."""
    batch = _batch(request, uid)
    items = list(items_of(batch))
    context = {
        "batch": batch,
        "items": items,
        "issued": [item for item in items if item.certificate_id],
        "refused": [item for item in items if item.refusal],
        "header_title": _("Batch of certificates"),
        "breadcrumbs_items": _crumbs((_("Certificates"), "certificates_runs"), (_("Batch of certificates"), None)),
    }
    return render(request, "certificates/admin/batch.html", context)


@officers_only
@require_POST
def resume(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Start a batch again after its job failed."""
    batch = _batch(request, uid)
    if batch.state == IssueBatch.State.WORKING:
        start_job(batch=batch, actor=request.user)
    return redirect("certificates_batch", uid=batch.uid)


@officers_only
def print_file(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The merged file for the printer."""
    batch = _batch(request, uid)
    if not batch.print_file:
        raise Http404
    note_batch_given_out(request.user, "certificates.print", batch, certificates_in(batch).count())
    name = f"{batch.run} {batch.issued_on}.pdf"
    return stored_pdf(request, batch.print_file, name, etag=batch.print_file.name)


@officers_only
@never_cache
def sign_list(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The sign-for list, a page for the printer."""
    batch = _batch(request, uid)
    found = list(certificates_in(batch))
    note_batch_given_out(request.user, "certificates.sign_list", batch, len(found))
    context = {"batch": batch, "certificates": found}
    return render(request, "certificates/admin/sign_list.html", context)


@officers_only
def batch_export(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    batch = _batch(request, uid)
    found = list(certificates_in(batch))
    note_batch_given_out(request.user, "certificates.export_sign_list", batch, len(found))
    return sign_sheet(found)


@officers_only
@never_cache
def register_list(request: HttpRequest) -> HttpResponse:
    """The register: search by number, name or code, filter by year and state."""
    form, found = _searched(request)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "header_title": _("Certificate register"),
        "breadcrumbs_items": _crumbs((_("Certificates"), "certificates_runs"), (_("Certificate register"), None)),
    }
    return render(request, "certificates/admin/register.html", context)


def _searched(request: HttpRequest) -> tuple[RegisterForm, Any]:
    form = RegisterForm(request.GET, years=register_years(request.user))
    chosen = form.cleaned_data if form.is_valid() else {}
    found = register(
        request.user, query=chosen.get("q", ""), year=chosen.get("year", ""), state=chosen.get("state", "")
    )
    return form, found


@officers_only
def register_export(request: HttpRequest) -> HttpResponse:
    form, found = _searched(request)
    rows = list(found)
    note_register_exported(request.user, len(rows), getattr(form, "cleaned_data", {}))
    return register_sheet(rows)


def _certificate(request: HttpRequest, uid: uuid.UUID) -> Certificate:
    rows = Certificate.objects.select_related(
        "template",
        "enrolment__run__unit",
        "enrolment__run__course",
        "person__unit",
        "replaces",
        "replaced_by",
        "pdf",
        "item__batch",
    )
    return get_visible(rows, request.user, OFFICERS, uid=uid)


@officers_only
@never_cache
def certificate_page(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One certificate: what was printed, its file, what happened to it, and how to take it back."""
    return _show_certificate(request, _certificate(request, uid), EndForm())


def _show_certificate(request: HttpRequest, found: Certificate, form: EndForm, status: int = 200) -> HttpResponse:
    context = {
        "certificate": found,
        "facts": found.snapshot,
        "state": found.shown_state,
        "events": found.events.select_related("actor__person"),
        "form": form,
        "header_title": found.number,
        "breadcrumbs_items": _crumbs(
            (_("Certificates"), "certificates_runs"),
            (_("Certificate register"), "certificates_register"),
            (found.number, None),
        ),
    }
    return render(request, "certificates/admin/certificate.html", context, status=status)


@officers_only
@require_POST
def revoke(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    found, form = _certificate(request, uid), EndForm(request.POST)
    if not form.is_valid():
        return _show_certificate(request, found, form, status=422)
    reasons = {name: form.cleaned_data[name] for name in ("reason_class", "reason")}
    try:
        revoke_certificate(actor=request.user, certificate=found, **reasons)
    except GridschoolError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Revoked. Whoever checks this certificate now sees it."))
    return redirect("certificates_certificate", uid=found.uid)


@officers_only
@require_POST
def replace(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    found, form = _certificate(request, uid), EndForm(request.POST)
    if not form.is_valid():
        return _show_certificate(request, found, form, status=422)
    try:
        batch = replace_certificate(actor=request.user, certificate=found, **form.cleaned_data)
    except GridschoolError as error:
        messages.error(request, str(error))
        return redirect("certificates_certificate", uid=found.uid)
    return _to_job(batch)
