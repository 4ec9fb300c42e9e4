"""Personal names as people write them (domain reference 4.4). Never NFKC: it would turn one name into another."""

import regex
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError

NAME_DOT = "\u00b7"
_DOTS = regex.compile(
    r"(?<=\p{Han})\s*[\u00b7\u2022\u2027\u30fb\uff65\u22c5\u2219\u2024\uff0e\ufe52.。]\s*(?=\p{Han})"
)
_INVISIBLE = regex.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = regex.compile(r"\s+")
_SPACED_SHORT_NAME = regex.compile(r"\p{Han}( ?\p{Han}){1,2}")
_HAN_NAME = regex.compile(r"\p{Han}[\p{Han}·]{0,48}\p{Han}")
_LATIN_NAME = regex.compile(r"\p{Latin}[\p{Latin}\p{M} .'’·-]{0,48}[\p{Latin}\p{M}.]")
_PRIVATE_USE = regex.compile(r"\p{Co}")
# Code points of the time before the character was encoded; in GB 18030 the same bytes now mean the right one.
_KNOWN_PRIVATE_USE = {"\ue863": "\u4dae"}


class NameRefused(GridschoolError):
    """The text cannot be a person's name."""


def clean_name(text: str) -> str:
    """The name with the national separator U+00B7, without invisible characters and layout spaces.

    Raises NameRefused with a code: empty, private_use, shape.
    """
    name = _INVISIBLE.sub("", text)
    for old, new in _KNOWN_PRIVATE_USE.items():
        name = name.replace(old, new)
    name = _SPACES.sub(" ", name).strip()
    name = _DOTS.sub(NAME_DOT, name)
    if _SPACED_SHORT_NAME.fullmatch(name):
        name = name.replace(" ", "")
    _refuse_bad_name(name)
    return name


def _refuse_bad_name(name: str) -> None:
    if not name:
        raise NameRefused(_("The name is missing"), code="empty")
    if _PRIVATE_USE.search(name):
        raise NameRefused(
            _("The name holds a character that other computers cannot read; type it again"),
            code="private_use",
        )
    if not (_HAN_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name)):
        raise NameRefused(_("This does not look like a name of 2 to 50 characters"), code="shape")
