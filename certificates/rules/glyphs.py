"""Characters that would come out as a box on paper, or as something else (domain reference 3.5, 4.4)."""

import unicodedata
from collections.abc import Container, Iterable, Sequence

# Codes of old systems whose character has a place of its own by now (GB 18030-2022).
KNOWN_PRIVATE_USE = {"\ue863": "䶮"}


def private_use(text: str) -> list[str]:
    """Private-use characters: each system draws its own there, so none can be trusted."""
    return _once(letter for letter in text if unicodedata.category(letter) == "Co")


def missing_glyphs(text: str, repertoires: Sequence[Container[int]]) -> list[str]:
    """Characters that none of the fonts has, private-use ones aside. Each once, in order."""
    return _once(
        letter
        for letter in text
        if unicodedata.category(letter) != "Co" and not any(ord(letter) in font for font in repertoires)
    )


def _once(letters: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(letters))
