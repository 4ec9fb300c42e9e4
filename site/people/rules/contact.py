"""Phones as people write them (domain reference 4.3)."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError

_LAYOUT = re.compile("[\\s\\-()'’‘`.·\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u2010-\u2015]")
_BETWEEN = re.compile(r"[/\\、,;|\n\r]|或|和|及|\s{2,}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SHORTENED = re.compile(r"\d+(\.\d+)?[eE]\+?\d+")


class PhoneRefused(GridschoolError):
    """The text holds no mobile number."""


def normalise_phone(text: str) -> str:
    """Eleven digits of a mainland mobile number, or "" when the text is none.

    Accepts spaces, hyphens, full-width digits, an apostrophe, +86 / 0086 / 86 in front.
    """
    digits = _LAYOUT.sub("", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else ""


def read_phones(text: str) -> list[str]:
    """The mobile numbers of a cell in their order, each once; none when the cell is empty.

    Raises PhoneRefused with a code: ruined, shape.
    """
    if not text.strip():
        return []
    if _SHORTENED.fullmatch(text.strip()):
        raise PhoneRefused(
            _("The spreadsheet shortened the phone to a quantity. Set the column to text and type it again"),
            code="ruined",
        )
    whole = normalise_phone(text)
    parts = [whole] if whole else [normalise_phone(part) for part in _parts(text)]
    phones = list(dict.fromkeys(part for part in parts if part))
    if not phones:
        raise PhoneRefused(_("This is no mobile number of 11 digits"), code="shape")
    return phones


def _parts(text: str) -> list[str]:
    """The pieces between separators; a blank separates two numbers where both are whole."""
    pieces = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if part.strip()]
    return [word for piece in pieces for word in ([piece] if normalise_phone(piece) else piece.split())]
