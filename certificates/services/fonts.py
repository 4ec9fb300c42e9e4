"""The declared chain of fonts, as fontconfig finds it, and whether a text can be printed with it."""

import subprocess
from functools import lru_cache

from django.utils.translation import gettext as _

from certificates.rules.glyphs import KNOWN_PRIVATE_USE, missing_glyphs, private_use
from foundation.api import GridschoolError

# Main face first; the rest fill rare characters. Templates declare the same chain in their CSS.
MAIN_FAMILY = "Noto Serif CJK SC"
FALLBACK_FAMILIES = ("HanaMinA", "HanaMinB")
PACKAGES = "fontconfig fonts-noto-cjk fonts-hanazono"
FC_MATCH_SECONDS = 20


class FontsMissing(GridschoolError):
    """The machine lacks the main font, so that nothing can be printed."""

    status = 503


def unprintable_words(name: str, *others: str) -> str:
    """Why these texts cannot be printed, in words that say what to do; "" when they can.

    The name is spoken of by itself, since it is corrected elsewhere. Raises FontsMissing.
    """
    chain = repertoires()
    if letters := private_use(name):
        return _private_use_words(letters)
    if letters := missing_glyphs(name, chain):
        return _("No font has this character of the name: %(letters)s") % {"letters": _spelled(letters)}
    rest = "".join(others)
    if letters := [*private_use(rest), *missing_glyphs(rest, chain)]:
        return _("No font has this character of the printed text: %(letters)s") % {"letters": _spelled(letters)}
    return ""


def _spelled(letters: list[str]) -> str:
    """Characters with their codes, since this screen's fonts may lack them too."""
    return " ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters)


def _private_use_words(letters: list[str]) -> str:
    known = KNOWN_PRIVATE_USE.get(letters[0])
    code = f"U+{ord(letters[0]):04X}"
    if known:
        text = _("The name has an old system's own character (%(code)s); write %(known)s instead")
        return text % {"code": code, "known": known}
    return _("The name has an old system's own character (%(code)s); look it up and write the real one") % {
        "code": code
    }


@lru_cache(maxsize=1)
def repertoires() -> tuple[frozenset[int], ...]:
    """Code points of each installed font of the chain; read once per process (about half a second).

    Raises FontsMissing when the main font or fontconfig is not installed.
    """
    main = _font_file(MAIN_FAMILY)
    if main is None:
        raise FontsMissing(
            _(
                "The fonts for certificates are not installed on this machine. Ask its administrator to install: "
                "%(packages)s. Then start again; nothing is lost."
            )
            % {"packages": PACKAGES},
            code="fonts_missing",
        )
    fallbacks = [_font_file(family) for family in FALLBACK_FAMILIES]
    return tuple(_code_points(*found) for found in [main, *fallbacks] if found)


def _font_file(family: str) -> tuple[str, int] | None:
    """Path and face number of a family; None when fontconfig offers a stand-in for it."""
    command = ["fc-match", "--format", "%{family}\n%{file}\n%{index}", family]
    try:
        done = subprocess.run(  # noqa: S603  a fixed command without a shell
            command, capture_output=True, text=True, check=True, timeout=FC_MATCH_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return None
    names, path, index = done.stdout.split("\n")
    return (path, int(index)) if family in names.split(",") else None


def _code_points(path: str, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # late: only who prints needs it

    with TTFont(path, fontNumber=index & 0xFFFF, lazy=True) as font:
        return frozenset(font.getBestCmap())
