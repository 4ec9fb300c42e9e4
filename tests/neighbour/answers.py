"""Everything that an answer says: body, headers, messages, cells of spreadsheets, pages of PDF, archives."""

import hashlib
import io
import re
import zipfile
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import unquote

from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from pypdf import PdfReader

from tests.support.answers import body_of

ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
ARCHIVE, PDF = b"PK\x03\x04", b"%PDF-"


def said_in(answer: HttpResponse, request: HttpRequest) -> tuple[str, bytes]:
    """All words of an answer as one text, and its body."""
    body = body_of(answer)
    heads = [f"{name}: {unquote(value)}" for name, value in answer.items() if name != "X-Request-ID"]
    return "\n".join([*heads, *messages_in(answer, request), read_file(body)]), body


def messages_in(answer: HttpResponse, request: HttpRequest) -> list[str]:
    """The words of the message cookie that the answer sets."""
    cookie = answer.cookies.get(CookieStorage.cookie_name)
    found = CookieStorage(request)._decode(cookie.value) if cookie and cookie.value else None
    return [str(message) for message in found or []]


def read_file(data: bytes) -> str:
    """The text of a page, a workbook, an archive or a PDF."""
    if data.startswith(ARCHIVE):
        return _read_archive(data)
    if data.startswith(PDF):
        return _read_pdf(data)
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), data.decode("utf-8", "ignore"))


def _read_archive(data: bytes) -> str:
    """Names and texts of all members; a spreadsheet is an archive of XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(name + "\n" + read_file(archive.read(name)) for name in archive.namelist())


def _read_pdf(data: bytes) -> str:
    return _pdf_text(hashlib.sha256(data).hexdigest(), data)


@lru_cache(maxsize=64)
def _pdf_text(digest: str, data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


class Form:
    """A form of a page: where it goes, and what it would send untouched."""

    def __init__(self, action: str, method: str) -> None:
        self.action = action
        self.method = method.upper()
        self.fields: dict[str, list[str]] = {}
        self.files: list[str] = []

    def add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class PageReader(HTMLParser):
    """Collects the forms of a page, and every address in it."""

    ADDRESSES = ("href", "src", "action", "hx-get", "hx-post", "formaction", "data-url", "data-chooser-url")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.addresses: set[str] = set()
        self._form: Form | None = None
        self._select: str | None = None
        self._first_option: str | None = None
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.addresses.update(given[name] for name in self.ADDRESSES if given.get(name, "").startswith("/"))
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "GET"))
            self.forms.append(self._form)
        elif self._form is not None:
            self._handle_field(tag, given)

    def _handle_field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name = given.get("name", "")
        if given.get("type") == "file":
            self._form.files.append(name)
        elif tag in {"input", "button"} and name:
            self._form.add(name, given.get("value", "on"))
        elif tag == "select":
            self._select, self._first_option = name, None
        elif tag == "option" and self._select:
            if "selected" in given:
                self._form.add(self._select, given.get("value", ""))
            self._first_option = self._first_option or given.get("value")
        elif tag == "textarea" and name:
            self._text = (name, [])

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._form is not None and tag == "select" and self._select:
            if self._select not in self._form.fields and self._first_option is not None:
                self._form.add(self._select, self._first_option)
            self._select = None
        elif self._form is not None and tag == "textarea" and self._text:
            self._form.add(self._text[0], "".join(self._text[1]))
            self._text = None


def read_page(text: str) -> PageReader:
    reader = PageReader()
    reader.feed(text)
    return reader
