"""Phones as people write them (domain reference 4.3)."""

import re
import unicodedata


def normalise_phone(text: str) -> str:
    """Eleven digits of a mainland mobile number, or "" when the text is none.

    Accepts spaces, hyphens, full-width digits, +86 / 0086 / 86 in front.
    """
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)
    return digits if re.fullmatch(r"1[3-9]\d{9}", digits) else ""
