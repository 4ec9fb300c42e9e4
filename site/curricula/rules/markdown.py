"""Markdown to the rich text that editors know: paragraphs, ## and ### headings, lists, bold, links.

Anything else that Markdown can say is reported: it would be lost at the first edit in the admin.
"""

import re
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from curricula.rules.report import Source

_BLOCK_TAGS = {
    "paragraph_open": "p",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
}
_HTML_TAG = re.compile(r"</?[a-zA-Z][^>]*>|<!--")
_parser = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Allowed:
    """What a field can hold."""

    headings: tuple[str, ...] = ("h2", "h3")
    links: bool = True


LESSON = Allowed()
CASE = Allowed(headings=("h3",))
BRIEF = Allowed(links=False)


def rich_text(text: str, *, allowed: Allowed, source: Source, first_line: int) -> str:
    """The Markdown as rich text. Reports what is not allowed; the result is then not to be used."""
    return _Renderer(allowed, source, first_line).render(text)


class _Renderer:
    def __init__(self, allowed: Allowed, source: Source, first_line: int) -> None:
        self.allowed = allowed
        self.source = source
        self.first_line = first_line
        self.line = first_line
        self.list_depth = 0

    def render(self, text: str) -> str:
        return "".join(self._block(token) for token in _parser.parse(text))

    def _block(self, token: Token) -> str:
        if token.map:
            self.line = self.first_line + token.map[0]
        if token.type == "inline":
            return self._inline(token)
        name = token.type.replace("_close", "_open")
        if name == "heading_open":
            return self._heading(token)
        if name == "paragraph_open" and self.list_depth:
            return ""  # editors know no paragraphs inside list items
        if name in _BLOCK_TAGS:
            self.list_depth += token.nesting if name == "list_item_open" else 0
            return _tag(_BLOCK_TAGS[name], token)
        return self._refuse(token)

    def _heading(self, token: Token) -> str:
        if token.tag not in self.allowed.headings:
            return self._refuse(token)
        return _tag(token.tag, token)

    def _refuse(self, token: Token) -> str:
        if token.nesting >= 0:
            self._fail("markdown_not_allowed", token)
        return ""

    def _inline(self, token: Token) -> str:
        for found in _HTML_TAG.finditer(token.content):
            message = _("HTML is not allowed here: write Markdown, and &lt; for a “less than” sign.")
            line = self.line + token.content.count("\n", 0, found.start())
            self.source.fail_at(line, "html_not_allowed", message)
        children = token.children or []
        return "".join(self._span(children, index) for index in range(len(children)))

    def _span(self, children: list[Token], index: int) -> str:
        token = children[index]
        if token.type == "text":
            return escape(token.content, quote=False)
        if token.type == "softbreak":
            self.line += 1
            return _joint(children, index)
        if token.type in {"strong_open", "strong_close"}:
            return _tag("b", token)
        if token.type in {"link_open", "link_close"}:
            return self._link(token)
        return self._refuse(token)

    def _link(self, token: Token) -> str:
        if token.nesting < 0:
            return "</a>" if self.allowed.links else ""
        if not self.allowed.links:
            return self._refuse(token)
        address = str(token.attrGet("href") or "")
        if not address.startswith("https://"):
            message = _("Links must begin with https://.")
            self.source.fail_at(self.line, "link_not_https", message)
        return f'<a href="{escape(address)}">'

    def _fail(self, code: str, token: Token) -> None:
        name = token.type.removesuffix("_open") + (f" {token.tag}" if token.type == "heading_open" else "")
        message = _(
            "This Markdown (%(name)s) is not allowed here: use paragraphs, lists, ** ** and the headings "
            "of the format."
        ) % {"name": name}
        self.source.fail_at(self.line, code, message)


def _tag(name: str, token: Token) -> str:
    return f"</{name}>" if token.nesting < 0 else f"<{name}>"


def _joint(children: list[Token], index: int) -> str:
    """A line break inside a paragraph: a space between Latin words, nothing between Chinese characters."""
    before = children[index - 1].content[-1:] if index else ""
    after = children[index + 1].content[:1] if index + 1 < len(children) else ""
    return " " if before.isascii() and after.isascii() else ""
