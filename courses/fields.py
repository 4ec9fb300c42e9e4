import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField


class LessonStreamField(StreamField):
    """A stream whose list of blocks stays out of migrations: which blocks there are is code, not schema."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


_LINE = re.compile(r"(?P<label>.+?)\s*[-\u2212\uff0d\u2013]\s*(?P<points>\d+(?:\.\d)?)\s*$")


def validate_deductions(value: Any) -> None:
    """Every deduction has words and points above zero."""
    if not isinstance(value, list) or not all(_is_deduction(row) for row in value):
        raise ValidationError(
            _("Write one deduction a line: the words, a minus and the points, such as “No badge -5”.")
        )


def _is_deduction(row: Any) -> bool:
    try:
        return bool(row["label"].strip()) and Decimal(str(row["points"])) > 0
    except (TypeError, KeyError, AttributeError, InvalidOperation):
        return False


class DeductionLines(forms.Textarea):
    """Edits a list of deductions as lines: “No badge -5”."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4} | (attrs or {}))

    def format_value(self, value: Any) -> str:
        try:
            return "\n".join(f"{row['label']} -{row['points']}" for row in json.loads(value or "[]"))
        except (TypeError, ValueError, KeyError):
            return str(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        lines = (data.get(name) or "").splitlines()
        return json.dumps([_parsed(line) for line in lines if line.strip()], ensure_ascii=False)


def _parsed(line: str) -> dict[str, Any]:
    match = _LINE.match(line.strip())
    if match is None:
        return {"label": line.strip(), "points": ""}
    points = Decimal(match["points"])
    return {"label": match["label"], "points": int(points) if points == points.to_integral() else float(points)}
