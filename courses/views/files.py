"""Pictures of the library. Documents go through Wagtail's own view, which asks `may_open_file` by a hook."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from courses.file_selectors import may_open_file, picture_named

KEPT_SECONDS = 24 * 3600


def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture's file, for who may see it. Nothing else that is stored has an address here."""
    found = picture_named(name)
    if found is None or not may_open_file(request.user, found) or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type=mimetypes.guess_type(name)[0])
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response
