"""A picture of a lesson: a small drawing as SVG. Only shapes and colours; nothing runs and nothing is loaded.

The drawing is stored as its author wrote it, so whatever is not known to be harmless is refused, never cleaned.
"""

import re
from dataclasses import dataclass
from io import StringIO
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from curricula.rules.report import Source

MAX_PICTURE_BYTES = 20 * 1024
LEAST_SIDE, MOST_SIDE = 16, 4000

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_WORDS = frozenset({"title", "desc"})  # the only elements that hold text
ELEMENTS = _WORDS | {
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "use",
}
_ATTRIBUTES = """
    xmlns xmlns:xlink version viewBox preserveAspectRatio width height id role aria-label aria-hidden focusable
    d x y x1 y1 x2 y2 cx cy r rx ry fx fy fr points pathLength transform href xlink:href
    fill fill-opacity fill-rule clip-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin
    stroke-dasharray stroke-dashoffset stroke-miterlimit opacity color paint-order vector-effect shape-rendering
    display visibility offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
_NAMESPACES = {"xmlns": SVG, "xmlns:xlink": XLINK}
_HREFS = ("href", "xlink:href")
_POINTING = frozenset({"use", "linearGradient", "radialGradient"})
_FREE = frozenset({"aria-label"})  # words for a screen reader
_VALUE = re.compile(r"[\w\s#.,()%+*-]*", re.ASCII)  # no colon, slash, quote, ampersand, backslash
_INSIDE = re.compile(r"#[A-Za-z][\w-]*")
_URL = re.compile(r"url\s*\(", re.I)
_URL_INSIDE = re.compile(r"url\(#[A-Za-z][\w-]*\)")
_DECLARATION = re.compile(
    r"""<\?xml version=["']1\.0["']( encoding=["']utf-8["'])?( standalone="\w+")?\s*\?>\s*""", re.I
)
_BOX = re.compile(r"-?\d+(?:\.\d+)?(?:[\s,]+-?\d+(?:\.\d+)?){3}")


@dataclass(frozen=True)
class Picture:
    """A drawing that was judged. `title`: what is to be seen, as the first lesson that shows it says."""

    file: str
    title: str
    text: str


def judge_picture(text: str, source: Source) -> None:
    """Report whatever the drawing holds beyond the shapes of the format, and a size that pages cannot know."""
    if len(text.encode()) > MAX_PICTURE_BYTES:
        message = _("The file is too big: at most %(kilobytes)d KB.") % {"kilobytes": MAX_PICTURE_BYTES // 1024}
        source.fail_at(0, "file_too_big", message)
        return
    declaration = _DECLARATION.match(text)
    if text.startswith("<?xml") and not declaration:
        _fail(source, 1, "picture_xml", _("Begin the drawing with <svg …>, in UTF-8."))
        return
    reader = _Reader(source)
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(reader)
    try:
        parser.parse(StringIO(text))
    except DefusedXmlException:
        line = text.count("\n", 0, max(text.find("<!"), 0)) + 1
        _fail(source, line, "picture_xml", _("A drawing has no DOCTYPE and no entities: take them out."))
    except SAXParseException as error:
        message = _("The drawing is not valid XML (%(reason)s).") % {"reason": error.getMessage()}
        _fail(source, error.getLineNumber() or 1, "picture_xml", message)
    else:
        reader.judge_references()


def _fail(source: Source, line: int, code: str, message: str) -> None:
    source.fail_at(line, code, message)


class _Reader(ContentHandler):
    """Walks over the drawing once; names are compared as they are written, prefixes and all."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.open: list[str] = []
        self.ids_around: list[str] = []
        self.ids: set[str] = set()
        self.wanted: list[tuple[int, str]] = []
        self.shown_by_use: set[str] = set()
        self.uses_inside: list[tuple[int, frozenset[str]]] = []

    @property
    def line(self) -> int:
        return self._locator.getLineNumber() or 1  # type: ignore[attr-defined]  # set by the parser first

    def _fail(self, code: str, message: str) -> None:
        _fail(self.source, self.line, code, message)

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  the parser calls it so
        values = dict(attrs.items())
        self._judge_element(name)
        for key, value in values.items():
            self._judge_attribute(name, key, value)
        self._note_id(values.get("id", ""))
        if name == "use":
            self.uses_inside.append((self.line, frozenset(filter(None, self.ids_around))))
        if not self.open:
            self._judge_size(values)
        self.open.append(name)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop()
        self.ids_around.pop()

    def characters(self, content: str) -> None:
        if content.strip() and self.open[-1] not in _WORDS:
            self._fail("picture_text", _("A drawing holds no text: people could not read it aloud or enlarge it."))

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802
        self._fail("picture_xml", _("Take out <?%(name)s …?>: nothing is loaded here.") % {"name": target})

    def _judge_element(self, name: str) -> None:
        is_root = not self.open
        if name not in ELEMENTS or (name == "svg") != is_root:
            message = _("<%(name)s> is not allowed in a drawing: %(known)s are, within one <svg>.") % {
                "name": name,
                "known": ", ".join(sorted(ELEMENTS - {"svg"})),
            }
            self._fail("picture_element", message)

    def _judge_attribute(self, element: str, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            self._fail(
                "picture_attribute", _("The attribute “%(name)s” is not allowed in a drawing.") % {"name": name}
            )
        elif name in _NAMESPACES:
            if value != _NAMESPACES[name]:
                self._fail("picture_value", _bad_value(name, value))
        elif name in _HREFS:
            self._judge_href(element, name, value)
        elif name not in _FREE and not self._is_plain(value):
            self._fail("picture_value", _bad_value(name, value))

    def _judge_href(self, element: str, name: str, value: str) -> None:
        if element not in _POINTING or not _INSIDE.fullmatch(value):
            message = _("“%(value)s” leads outside: only a #name of this drawing works here.") % {
                "value": value[:60]
            }
            self._fail("picture_reference", message)
            return
        self.wanted.append((self.line, value[1:]))
        if element == "use":
            self.shown_by_use.add(value[1:])

    def _is_plain(self, value: str) -> bool:
        if not _VALUE.fullmatch(value):
            return False
        found = _URL_INSIDE.findall(value)
        self.wanted += [(self.line, part[5:-1]) for part in found]
        return len(found) == len(_URL.findall(value))

    def _note_id(self, name: str) -> None:
        if name and name in self.ids:
            self._fail("picture_reference", _("The id “%(id)s” stands in the drawing twice.") % {"id": name})
        self.ids.add(name)
        self.ids_around.append(name)

    def _judge_size(self, values: dict[str, str]) -> None:
        box = values.get("viewBox", "").strip()
        sides = [float(part) for part in re.split(r"[\s,]+", box)[2:]] if _BOX.fullmatch(box) else []
        given = [values[name] for name in ("width", "height") if name in values]
        is_known = bool(sides) and all(LEAST_SIDE <= side <= MOST_SIDE for side in sides)
        is_same = not given or (len(given) == 2 and given == re.split(r"[\s,]+", box)[2:])
        if not is_known or not is_same or values.get("xmlns") != SVG:
            message = _(
                'Begin the drawing like <svg xmlns="%(svg)s" viewBox="0 0 720 400">: '
                "pages take its size from there."
            ) % {"svg": SVG}
            self._fail("picture_size", message)

    def judge_references(self) -> None:
        """Names that are pointed at exist; what a <use> shows holds no <use>, so no drawing grows without end."""
        for line, name in self.wanted:
            if name not in self.ids:
                message = _("Nothing in this drawing has the id “%(id)s”.") % {"id": name}
                _fail(self.source, line, "picture_reference", message)
        for line, around in self.uses_inside:
            if around & self.shown_by_use:
                message = _("What a <use> shows may hold no <use> itself.")
                _fail(self.source, line, "picture_reference", message)


def _bad_value(name: str, value: str) -> str:
    return _("The attribute “%(name)s” cannot be “%(value)s” here.") % {"name": name, "value": value[:60]}
