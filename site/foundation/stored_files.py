"""Answering with a stored file, on every storage alike: in parts if asked, not at all if the browser has it."""

import hashlib
import re
from collections.abc import Iterator
from typing import IO

from django.core.files.storage import Storage
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

CHUNK_BYTES = 64 * 1024
_ETAG_CHARACTERS = 32
_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def part_asked(header: str, size: int) -> range | None:
    """Which of a file's bytes a Range header asks for.

    None is the whole file, also for several ranges and for nonsense; an empty range is one outside the file.
    """
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def stored_response(request: HttpRequest, file: FieldFile, *, content_type: str, etag: str) -> HttpResponseBase:
    """The file as it is stored, or the part of it that was asked for; 304 when the browser's copy is the same.

    `etag` is whatever changes with the file. It goes through this process on every storage. A bucket's own signed
    address would be simpler to serve, but it changes with each page, so that phones would load every picture anew;
    it may be handed on while it lasts; and its host is not ours: the content policy and WeChat's list of domains
    know only ours, and a bucket inside the bureau's network cannot be reached from a phone.
    Raises Http404 when the file is gone.
    """
    quoted = f'"{hashlib.sha256(etag.encode()).hexdigest()[:_ETAG_CHARACTERS]}"'
    unchanged = get_conditional_response(request, etag=quoted)
    if unchanged is not None:
        return unchanged
    try:
        size = file.storage.size(str(file.name))
    except FileNotFoundError:
        raise Http404 from None
    fits = request.headers.get("If-Range", quoted) == quoted
    part = part_asked(request.headers.get("Range", ""), size) if fits else None
    answer = _part(file, part, size) if part is not None else _whole(file, size)
    for header, value in (("Content-Type", content_type), ("ETag", quoted), ("Accept-Ranges", "bytes")):
        answer[header] = value
    return answer


def _whole(file: FieldFile, size: int) -> HttpResponseBase:
    return _stream(file, range(size))


def _part(file: FieldFile, part: range, size: int) -> HttpResponseBase:
    if not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = _stream(file, part)
    answer.status_code = 206
    answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return answer


def _stream(file: FieldFile, part: range) -> HttpResponseBase:
    opened = _open(file.storage, str(file.name), part)
    return StreamingHttpResponse(_Chunks(opened, len(part)), headers={"Content-Length": str(len(part))})


def _open(storage: Storage, name: str, part: range) -> IO[bytes]:
    if hasattr(storage, "open_part"):
        return storage.open_part(name, part.start, len(part))
    file = storage.open(name)
    file.seek(part.start)
    return file


class _Chunks:
    """The next `length` bytes of an open file. A class, since a generator that never began is never closed."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file, self.left = file, length

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (chunk := self.file.read(min(CHUNK_BYTES, self.left))):
            self.left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()
