"""From raw TOML data to a shape of `schema`; pydantic's findings become errors in the author's language."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from curricula.rules.report import Path, Source

Shape = TypeVar("Shape", bound=BaseModel)


def shaped(shape: type[Shape], data: Any, source: Source, *at: str | int) -> Shape | None:
    """The data as this shape, or None after reporting everything that does not fit.

    `at` is where the data stands in its file.
    """
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        for found in error.errors(include_url=False):
            _report(source, (*at, *_known_path(found["loc"], data)), found)
        return None


def _known_path(loc: Path, data: Any) -> Path:
    """Pydantic names union members and "function-after" in its paths; keep what leads through the data."""
    path: Path = ()
    for part in loc:
        if isinstance(data, dict) and isinstance(part, str):
            path = (*path, part)
            if part not in data:
                break
        elif isinstance(data, list) and isinstance(part, int):
            path = (*path, part)
        else:
            break
        data = data[part]  # type: ignore[call-overload]
    return path


def _report(source: Source, path: Path, found: Any) -> None:
    code, say = _WORDS.get(found["type"], _WORDS["other"])
    key = _key_of(path)
    source.fail(code, say(key, found.get("ctx", {})), *path)


def _key_of(path: Path) -> str:
    """sections[2].draw[1].count, counting from 1 as people do."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


Say = Callable[[str, dict[str, Any]], str]


def _missing(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” is missing: write it.") % {"key": key}


def _unknown(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” is not a key of the format: correct its spelling or take it out.") % {"key": key}


def _too_long(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” is too long: at most %(most)s.") % {"key": key, "most": ctx.get("max_length")}


def _too_short(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” is empty: write it.") % {"key": key}


def _pattern(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” is not written as the format asks.") % {"key": key}


def _choice(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” must be one of: %(choices)s.") % {"key": key, "choices": ctx.get("expected")}


def _range(key: str, ctx: dict[str, Any]) -> str:
    limits = ", ".join(f"{_SIGNS[name]} {value}" for name, value in ctx.items() if name in _SIGNS)
    return _("“%(key)s” is outside the range allowed (%(limits)s).") % {"key": key, "limits": limits}


def _type(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” is of the wrong kind: text stands in quotation marks, numbers and dates do not.") % {
        "key": key
    }


def _decimals(key: str, ctx: dict[str, Any]) -> str:
    return _("“%(key)s” has too many decimals: at most %(most)s.") % {
        "key": key,
        "most": ctx.get("decimal_places"),
    }


_SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
_WORDS: dict[str, tuple[str, Say]] = {
    "missing": ("missing_key", _missing),
    "extra_forbidden": ("unknown_key", _unknown),
    "string_too_long": ("too_long", _too_long),
    "too_long": ("too_long", _too_long),
    "string_too_short": ("empty", _too_short),
    "too_short": ("empty", _too_short),
    "string_pattern_mismatch": ("bad_pattern", _pattern),
    "literal_error": ("unknown_value", _choice),
    "greater_than": ("out_of_range", _range),
    "greater_than_equal": ("out_of_range", _range),
    "less_than": ("out_of_range", _range),
    "less_than_equal": ("out_of_range", _range),
    "finite_number": ("out_of_range", _range),
    "decimal_max_places": ("too_many_decimals", _decimals),
    "other": ("wrong_type", _type),
}
