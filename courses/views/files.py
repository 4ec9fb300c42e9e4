"""Files of the county's library. They have these addresses on every storage; nothing else stored has any."""

import mimetypes
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.images.models import SourceImageIOError

from courses.models import SchoolDocument, SchoolImage, SchoolRendition
from courses.pictures import DRAWING, SIZES
from courses.selectors.files import may_open_file, may_open_picture, picture_named
from foundation.api import stored_response

KEPT_SECONDS = 365 * 24 * 3600
# A file that is opened by itself may show or play itself, and do nothing else.
FILE_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"

# A drawing is a document of its own: it may not even do that.
DRAWING_POLICY = "default-src 'none'; sandbox"
DRAWING_TYPE = "image/svg+xml"


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture's file by its name, for who may see it; so Wagtail's own screens ask for it."""
    found = picture_named(name)
    if found is None or not may_open_picture(request.user, found[0]):
        raise Http404
    return _picture_response(request, found[1], _version(found[0]))


@require_safe
def picture_size(request: HttpRequest, picture_id: int, name: str) -> HttpResponseBase:
    """A size of a picture, as lessons show it, for who may see it; made when it is first asked for."""
    found = SchoolImage.objects.filter(pk=picture_id).select_related("collection").first()
    if found is None or not _has_size(found, name) or not may_open_file(request.user, found):
        raise Http404
    if name == DRAWING:
        return _picture_response(request, found.file, found.version)
    try:
        size = found.get_rendition(SIZES[name])
    except SourceImageIOError:
        raise Http404 from None  # the file is gone
    return _picture_response(request, size.file, found.version)


def _has_size(picture: SchoolImage, name: str) -> bool:
    """A drawing has one size, which no photograph has."""
    return name == DRAWING if picture.is_svg() else name in SIZES


def _version(stored: Any) -> str:
    picture = stored.image if isinstance(stored, SchoolRendition) else stored
    return picture.version if isinstance(picture, SchoolImage) else ""


def _picture_response(request: HttpRequest, file: FieldFile, version: str) -> HttpResponseBase:
    """An address that names the picture's version is good for ever."""
    kind = mimetypes.guess_type(str(file.name), strict=False)[0] or "application/octet-stream"
    answer = stored_response(request, file, content_type=kind, etag=f"{version}-{file.name}")
    is_for_good = bool(version) and request.GET.get("v") == version
    answer["Cache-Control"] = f"private, max-age={KEPT_SECONDS}, immutable" if is_for_good else "private, no-cache"
    answer["Content-Security-Policy"] = DRAWING_POLICY if kind == DRAWING_TYPE else FILE_POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@require_safe
def document(request: HttpRequest, document_id: int, name: str) -> HttpResponseBase:
    """A document, for who may see it; a stranger's, a missing and a misnamed one look alike.

    Nobody logged in is asked to log in: who was sent here from inside WeChat to a proper browser comes without.
    """
    found = SchoolDocument.objects.filter(pk=document_id).select_related("collection").first()
    if found is None or found.filename != name or not may_open_file(request.user, found):
        raise Http404
    etag = f"{found.file_hash}-{found.file.name}"
    answer = stored_response(request, found.file, content_type=found.content_type, etag=etag)
    is_attachment = found.content_disposition != "inline"
    answer["Content-Disposition"] = content_disposition_header(is_attachment, found.saved_name) or "inline"
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Security-Policy"] = FILE_POLICY
    return answer
