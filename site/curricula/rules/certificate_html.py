"""What a certificate's HTML, CSS and art may hold: known variables, few tags, and nothing from outside."""

import re
from collections.abc import Iterator
from typing import Any

from django.template import Engine, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Variable
from django.template.smartif import TokenBase
from django.utils.translation import gettext as _

from curricula.rules.report import Source

VARIABLES = frozenset(
    {
        "name",
        "sex",
        "masked_identity",
        "masked_name",
        "unit",
        "title",
        "kind",
        "course_title",
        "run_title",
        "starts",
        "ends",
        "hours",
        "online_hours",
        "drill_hours",
        "number",
        "issuer",
        "school",
        "issued_on",
        "note",
        "qr",
        "art",
    }
)
_CONSTANTS = frozenset({"True", "False", "None"})
_TAGS = frozenset({"TextNode", "VariableNode", "IfNode", "ForNode", "WithNode", "CommentNode"})
_OUTSIDE_HTML = re.compile(r"""(?:src|href|data|action)\s*=\s*["']?(?!["']?(?:\{\{|data:|\#))[^\s"'>]+""", re.I)
_OUTSIDE_CSS = re.compile(r"""@import|url\(\s*["']?(?!data:|\#|["'])""", re.I)
_OUTSIDE_SVG = re.compile(
    r"""<script|<!ENTITY|<foreignObject|\son\w+\s*=|href\s*=\s*["'](?!\#|data:image/)""", re.I
)


def judge_html(text: str, source: Source) -> None:
    """Compile with a bare engine and report unknown variables, tags and references to the outside."""
    try:
        template = Engine(loaders=[]).from_string(text)
    except TemplateSyntaxError as error:
        token = getattr(error, "token", None)
        message = _("The template does not compile: %(reason)s") % {"reason": error}
        source.fail_at(_line_of(token), "certificate_syntax", message)
        return
    for node in _nodes(template.nodelist):
        _judge_node(node, source)
    _refuse_outside(_OUTSIDE_HTML, text, source)


def judge_css(text: str, source: Source) -> None:
    _refuse_outside(_OUTSIDE_CSS, text, source)


def judge_art(text: str, source: Source) -> None:
    if "<svg" not in text:
        source.fail_at(1, "art_not_svg", _("The art must be an SVG drawing."))
    _refuse_outside(_OUTSIDE_SVG, text, source)


def _refuse_outside(pattern: re.Pattern[str], text: str, source: Source) -> None:
    for found in pattern.finditer(text):
        message = _("Nothing from outside is loaded and nothing runs: “%(part)s” has no effect here.") % {
            "part": found[0].strip()[:60]
        }
        source.fail_at(text.count("\n", 0, found.start()) + 1, "outside_reference", message)


def _nodes(nodelist: NodeList) -> Iterator[tuple[Node, frozenset[str]]]:
    """Every node with the names that loops and `with` around it have made."""
    yield from _nodes_with(nodelist, frozenset())


def _nodes_with(nodelist: NodeList, names: frozenset[str]) -> Iterator[tuple[Node, frozenset[str]]]:
    for node in nodelist:
        yield node, names
        made = {*getattr(node, "loopvars", ()), *getattr(node, "extra_context", ())}
        inner = names | made | ({"forloop"} if hasattr(node, "loopvars") else set())
        for child in _child_lists(node):
            yield from _nodes_with(child, inner)


def _child_lists(node: Node) -> list[NodeList]:
    if hasattr(node, "conditions_nodelists"):
        return [nodelist for _condition, nodelist in node.conditions_nodelists]
    return [
        getattr(node, name) for name in node.child_nodelists if isinstance(getattr(node, name, None), NodeList)
    ]


def _judge_node(found: tuple[Node, frozenset[str]], source: Source) -> None:
    node, names = found
    line = _line_of(node.token)
    if type(node).__name__ not in _TAGS:
        message = _("Only {% if %}, {% for %}, {% with %} and {% comment %} work here.")
        source.fail_at(line, "certificate_tag", message)
        return
    for name in sorted(_names_in(vars(node).values()) - VARIABLES - _CONSTANTS - names):
        message = _("“%(name)s” is no variable of a certificate. There are: %(known)s.") % {
            "name": name,
            "known": ", ".join(sorted(VARIABLES)),
        }
        source.fail_at(line, "certificate_variable", message)


def _line_of(token: Any) -> int:
    return getattr(token, "lineno", None) or 1


def _names_in(values: Any) -> set[str]:
    """First parts of the variables in a node's own expressions; its inner nodes are judged by themselves."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, Variable):
            found |= {value.lookups[0]} if value.lookups else set()
        elif isinstance(value, FilterExpression):
            arguments = [argument for _filter, given in value.filters for _is_var, argument in given]
            found |= _names_in([value.var, *arguments])
        elif isinstance(value, dict):
            found |= _names_in(value.values())
        elif isinstance(value, list | tuple) and not isinstance(value, NodeList):
            found |= _names_in(value)
        elif isinstance(value, TokenBase):  # the condition of an {% if %}
            found |= _names_in([value.value, value.first, value.second])
    return found
