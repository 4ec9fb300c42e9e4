"""Certificate numbers: 鹤网校证〔2026〕第00001号 (domain reference 3.2). Letters are numbered otherwise."""

import re
from string import Formatter

from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError

DEFAULT_TEMPLATE = "{prefix}〔{year}〕第{seq:05d}号"
_FIELDS = {"prefix": r"", "year": r"", "seq": r"(0?[1-9]d)?"}
_LEFT, _RIGHT = "[［(（【〔", "]］)）】〕"
_BRACKETS = str.maketrans(_LEFT + _RIGHT, "〔" * len(_LEFT) + "〕" * len(_RIGHT))


class NumberTemplateRefused(GridschoolError):
    """The pattern of a certificate number is unusable."""


def check_number_template(template: str) -> None:
    """Refuse a pattern that is malformed, uses anything but prefix, year and seq, or lacks year or seq.

    Raises NumberTemplateRefused (number_template).
    """
    try:
        parts = [part for part in Formatter().parse(template) if part[1] is not None]
    except ValueError:
        parts = []
    good = all(_is_known(name or "", spec or "", conversion) for _text, name, spec, conversion in parts)
    if not good or not {"year", "seq"} <= {part[1] for part in parts}:
        raise NumberTemplateRefused(
            _("The number pattern must contain {year} and {seq}, for example {prefix}〔{year}〕第{seq:05d}号."),
            code="number_template",
        )


def _is_known(name: str, spec: str, conversion: str | None) -> bool:
    return name in _FIELDS and conversion is None and re.fullmatch(_FIELDS[name], spec) is not None


def format_number(template: str, *, prefix: str, year: int, seq: int) -> str:
    """The number with this sequence. The pattern has passed check_number_template."""
    return template.format(prefix=prefix, year=year, seq=seq)


def series_of(template: str, *, prefix: str) -> str:
    """What two patterns share when they would give equal numbers: templates with one series count together."""
    return template.replace("{prefix}", prefix)


def normalise_number(text: str) -> str:
    """A number as people type or paste it, with 〔 〕 for every kind of bracket and without blanks."""
    return re.sub(r"\s+", "", text).translate(_BRACKETS)
