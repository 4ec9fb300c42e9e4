"""The press: lays out a certificate's HTML as PDF. The only module that touches WeasyPrint.

WeasyPrint is loaded late: it needs native libraries and much memory, and the web processes do without.
"""

import base64
import importlib
import io
from typing import Any

import segno
from django.template import Context, Engine, Template
from django.utils.translation import gettext as _

from certificates.models import TemplateVersion
from foundation.api import GridschoolError

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PressMissing(GridschoolError):
    """WeasyPrint's native libraries are not installed on this machine."""

    status = 503


class PageRefused(GridschoolError):
    """A template does not give exactly one page."""


def compile_page(html: str) -> Template:
    """A template in a bare engine: no loaders, no libraries, autoescape. Raises TemplateSyntaxError."""
    return Engine(dirs=[], loaders=[], libraries={}, autoescape=True).from_string(html)


def load_weasyprint() -> Any:
    """WeasyPrint itself. Raises PressMissing with the names of the packages to install."""
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        raise PressMissing(
            _(
                "This machine cannot make PDFs yet. Ask its administrator to install: %(packages)s. Numbers that "
                "were given stay; start again afterwards and the certificates are made."
            )
            % {"packages": PACKAGES},
            code="press_missing",
        ) from error


def svg_uri(svg: str) -> str:
    """An SVG picture as a data URI; "" stays ""."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" if svg else ""


def qr_uri(url: str) -> str:
    """A QR code as an SVG data URI: level M, quiet zone of 4 modules (domain reference 3.7)."""
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False, boost_error=False).save(drawn, kind="svg", border=4, xmldecl=False)
    return svg_uri(drawn.getvalue().decode())


class Press:
    """Lays out certificates of one template version; fonts, style sheet and art are read once.

    Takes about 0.2 s for a page and up to 300 MB of memory. Raises PressMissing.
    """

    def __init__(self, version: TemplateVersion) -> None:
        self._weasyprint = load_weasyprint()
        urls = importlib.import_module("weasyprint.urls")
        self._fetch_data_only = urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        self._fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
        self._css = self._weasyprint.CSS(
            string=version.css, font_config=self._fonts, url_fetcher=self._fetch_data_only
        )
        self._page = compile_page(version.html)
        self._art = svg_uri(version.art)
        self._pictures: dict[Any, Any] = {}

    def print_pdf(self, facts: dict[str, Any], *, url: str) -> bytes:
        """One certificate with these facts and a QR code of the address. Raises PageRefused."""
        code = qr_uri(url)
        html = self._page.render(Context({**facts, "art": self._art, "qr": code}))
        document = self._weasyprint.HTML(string=html, url_fetcher=self._fetch_data_only).render(
            stylesheets=[self._css], font_config=self._fonts, cache=self._pictures
        )
        self._pictures.pop(code, None)  # the art is kept, a long batch must not grow
        if len(document.pages) != 1:
            raise PageRefused(
                _("The certificate does not fit on one page: shorten the template's text."), code="not_one_page"
            )
        return document.write_pdf()
