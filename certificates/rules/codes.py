"""Codes of the verify page: 10 random Crockford base-32 characters and a check character (domain reference 3.7).

The check is a polynomial over GF(32). It notices every single wrong character and every two that changed places,
so a typing slip is told at once and never shows somebody else's certificate.
"""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 10
LENGTH = RANDOM_LENGTH + 1
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive
_LOOKALIKES = str.maketrans("OIL", "011")


def new_code() -> str:
    """A fresh code, not derived from anything. 50 random bits."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The character that makes `body` a code."""
    total = 0
    for letter in body:
        total = _times_x(total ^ ALPHABET.index(letter))
    return ALPHABET[total]


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled


def read_code(text: str) -> str:
    """The code in what somebody typed: case, blanks, hyphens, full width, O for 0 and I or L for 1. "" if none."""
    plain = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper().translate(_LOOKALIKES)
    if len(plain) != LENGTH or not set(plain) <= set(ALPHABET):
        return ""
    return plain if check_character(plain[:-1]) == plain[-1] else ""


def spaced_code(code: str) -> str:
    """For reading aloud: 7K3M 9Q2X AB4."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
