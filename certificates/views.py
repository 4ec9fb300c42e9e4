"""A learner's certificates, and the public verify pages."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_exempt
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from certificates.audit import note_certificate_given_out
from certificates.forms import CodeForm
from certificates.models import Certificate
from certificates.picture import WIDTH, draw_picture
from certificates.rate_limit import is_too_fast
from certificates.rules.codes import spaced_code
from certificates.selectors import certificate_by_code, certificates_of, ending_of
from foundation.api import stored_response
from people.api import visible


@login_required
@never_cache
def my_certificates(request: HttpRequest) -> HttpResponse:
    """Everything that the learner was ever given, and the account."""
    person = _person_of(request)
    context = {"person": person, "certificates": list(certificates_of(person)) if person else []}
    return render(request, "certificates/mine.html", context)


def _person_of(request: HttpRequest) -> Any:
    """The person behind the login; None for staff without one."""
    return getattr(request.user, "person", None)


@login_required
@never_cache
def certificate(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One certificate of one's own, large, with its file."""
    person = _person_of(request)
    found = certificates_of(person).filter(uid=uid).first() if person else None
    if found is None:
        raise Http404
    context = {"certificate": found, "state": found.shown_state, "facts": found.snapshot}
    return render(request, "certificates/certificate.html", context)


@csp_exempt()  # type: ignore[arg-type]  # its stub knows views without arguments only; the browser's own PDF viewer is an object, which our policy forbids
@login_required
def certificate_pdf(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The frozen bytes, for the owner and for staff in whose unit it was issued; for others there is nothing."""
    found = _given_out(request, uid)
    name = f"{found.number} {found.snapshot['name']}.pdf"
    return stored_pdf(request, found.pdf.file, name, etag=found.pdf.sha256, download="download" in request.GET)


@login_required
def certificate_picture(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The frozen page as a picture, for those who may have the file: WeChat keeps pictures, but no files."""
    found = _given_out(request, uid)
    etag = f'"{found.pdf.sha256}-{WIDTH}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    with _stored(found) as file:
        response = HttpResponse(draw_picture(file.read()), content_type="image/png")
    response["ETag"] = etag
    # Kept by the owner's browser alone, and asked for again each time: a certificate may be blanked.
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _stored(certificate: Certificate) -> Any:
    try:
        return certificate.pdf.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None


def _given_out(request: HttpRequest, uid: uuid.UUID) -> Certificate:
    """A certificate with its file, for the owner and for staff in whose unit it was issued, which is noted.

    Raises Http404 for everybody else, and while there is no file.
    """
    found = Certificate.objects.select_related("pdf", "person", "enrolment__run__unit").filter(uid=uid).first()
    if found is None or not _may_read(request.user, found) or not hasattr(found, "pdf"):
        raise Http404
    if found.person_id != request.user.person_id:
        note_certificate_given_out(request.user, found)
    return found


def _may_read(user: Any, certificate: Certificate) -> bool:
    is_owner = user.person_id is not None and user.person_id == certificate.person_id
    return is_owner or visible(Certificate, user).filter(pk=certificate.pk).exists()


def stored_pdf(
    request: HttpRequest, file: Any, name: str, *, etag: str, download: bool = False
) -> HttpResponseBase:
    """Stream a stored PDF under a readable name; nobody on the way may keep it. Raises Http404 when it is gone."""
    response = stored_response(request, file, content_type="application/pdf", etag=etag)
    response["Content-Disposition"] = content_disposition_header(download, name) or ""
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def public_check(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the pages that anybody may open: braked, kept by no cache, listed by no search engine."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_too_fast(request):
            response = render(request, "certificates/verify_wait.html", status=429)
            response["Retry-After"] = "60"
        else:
            response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(guarded)


@public_check
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What stands in the register under this code. Unknown codes say so, with status 404."""
    found = certificate_by_code(code)
    if found is None:
        context = {"form": CodeForm(initial={"code": code[:40]}), "typed": code[:40]}
        return render(request, "certificates/verify_unknown.html", context, status=404)
    return render(request, "certificates/verify.html", _public_facts(found))


def _public_facts(found: Certificate) -> dict[str, Any]:
    """Never the identity number, never the full name."""
    ending = ending_of(found)
    return {
        "state": found.shown_state,
        "certificate": found,
        "facts": found.snapshot,
        "code": spaced_code(found.code),
        "ended_on": ending.created_at if ending else found.expires_on,
        "reason": ending.get_reason_class_display() if ending else "",
        "successor": getattr(found, "replaced_by", None),
        "now": timezone.now(),
    }


@public_check
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type a code: leads to its page."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("verify", code=form.cleaned_data["code"].replace("/", "-"))
    return render(request, "certificates/verify_form.html", {"form": form})
