"""Personal names as people write them (domain reference 4.4). Never NFKC: it would turn one name into another."""

import regex
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError

NAME_DOT = "\u00b7"
_DOTS = regex.compile(
    r"(?<=\p{Han})\s*[\u00b7\u2022\u2027\u30fb\uff65\u22c5\u2219\u2024\uff0e\ufe52.。]\s*(?=\p{Han})"
)
_INVISIBLE = regex.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u180e]")
_SPACES = regex.compile(r"\s+")
_SPACED_SHORT_NAME = regex.compile(r"\p{Han}( ?\p{Han}){1,2}")
_HAN_NAME = regex.compile(r"\p{Han}[\p{Han}·]{0,48}\p{Han}")
_LATIN_NAME = regex.compile(r"\p{Latin}[\p{Latin}\p{M} .'’·-]{0,48}[\p{Latin}\p{M}.]")
_PRIVATE_USE = regex.compile(r"\p{Co}")
_SPACED_HAN_NAME = regex.compile(r"\p{Han}[\p{Han} ·]*\p{Han}")
_SEX_BEHIND = regex.compile(r"\p{Han}+ [男女]")  # 张三 女, but not 张 胜 男

# FE51, FE52, FE53, FE6C, FE76, FE91; then FE59, FE61, FE66, FE67, FE6D, FE7E, FE90, FEA0.
_LATER_FROM = (
    *(0xE816, 0xE817, 0xE818, 0xE831, 0xE83B, 0xE855),
    *(0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
)
_LATER_TO = (*(0x20087, 0x20089, 0x200CC, 0x215D7, 0x2298F, 0x241FE), *range(0x9FB4, 0x9FBC))


def _private_use() -> dict[str, str]:
    """Code points of the time before a character was encoded, with the one that it has now.

    Old Chinese systems kept the bytes FE50 to FEA0 as U+E815 to U+E864. GB 18030 says what these bytes mean; for
    fourteen of them only its editions since 2005 do.
    """
    later = dict(zip(_LATER_FROM, _LATER_TO, strict=True))
    trails = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
    known = {chr(0xE815 + at): bytes([0xFE, byte]).decode("gb18030") for at, byte in enumerate(trails)}
    known |= {chr(old): chr(new) for old, new in later.items()}
    return {old: new for old, new in known.items() if regex.fullmatch(r"\p{Han}", new)}


_KNOWN_PRIVATE_USE = str.maketrans(_private_use())


class NameRefused(GridschoolError):
    """The text cannot be a person's name."""


def clean_name(text: str) -> str:
    """The name with the national separator U+00B7, without invisible characters and layout spaces.

    Raises NameRefused with a code: empty, private_use, sex, space, shape.
    """
    name = _DOTS.sub(NAME_DOT, _plain(text))
    if _SPACED_SHORT_NAME.fullmatch(name) and not _SEX_BEHIND.fullmatch(name):
        name = name.replace(" ", "")
    _refuse_bad_name(name)
    return name


def drop_invisible(text: str) -> str:
    """The text without marks that take no room: joiners, directions, byte order."""
    return _INVISIBLE.sub("", text)


def has_inner_space(text: str) -> bool:
    """Whether `clean_name` takes layout spaces out of the middle of this name."""
    return _SPACED_SHORT_NAME.fullmatch(_plain(text)) is not None and " " in _plain(text)


def has_private_use(text: str) -> bool:
    """Whether the name holds a character of an old system that `clean_name` knows."""
    return any(ord(character) in _KNOWN_PRIVATE_USE for character in text)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", drop_invisible(text).translate(_KNOWN_PRIVATE_USE)).strip()


def _refuse_bad_name(name: str) -> None:
    if not name:
        raise NameRefused(_("The name is missing"), code="empty")
    if _PRIVATE_USE.search(name):
        raise NameRefused(
            _("The name holds a character that other computers cannot read; type it again"),
            code="private_use",
        )
    if _SEX_BEHIND.fullmatch(name):
        raise NameRefused(_("After the name stands a sex. Take it out of the cell"), code="sex")
    if " " in name and _SPACED_HAN_NAME.fullmatch(name):
        raise NameRefused(
            _("There is a space inside the name. Close it up, or put · between the parts of a name"), code="space"
        )
    if not (_HAN_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name)):
        raise NameRefused(_("This does not look like a name of 2 to 50 characters"), code="shape")
