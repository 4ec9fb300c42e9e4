"""Resident identity numbers: GB 11643-1999, check character ISO 7064 MOD 11-2 (domain reference 4.1)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
DEMO_REGION = "990101"
# What comes along when a number is copied: blanks, hyphens of all kinds, apostrophes, invisible marks.
_LAYOUT = re.compile("[\\s\\-'\"’‘`´\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_LIKE_X = str.maketrans(dict.fromkeys("×✕✖ХхΧχ", "X"))
_SHORTENED = re.compile(r"\d+(\.\d+)?E\+?\d+")
_RUINED = re.compile(r"\d{15}000")


class IdentityRefused(GridschoolError):
    """The text is not an identity number that this system may store."""


@dataclass(frozen=True)
class Identity:
    """A valid 18-character number and what it tells."""

    number: str

    @property
    def birth_date(self) -> date:
        return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))

    @property
    def sex(self) -> str:
        """ "male" or "female", by the parity of the sequence."""
        return "male" if int(self.number[16]) % 2 else "female"

    @property
    def is_demo(self) -> bool:
        """The address code 990101 exists nowhere: demonstration and test people only."""
        return self.number.startswith(DEMO_REGION)


def parse_identity(text: str, *, allow_demo: bool = False) -> Identity:
    """Read an identity number as people write it: full-width digits, spaces, a small x, a multiplication sign.

    Raises IdentityRefused with a code: empty, ruined, old_15, shape, check_character, birth_date, demo.
    """
    number = _plain(text)
    _refuse_bad_shape(number)
    if check_character(number) != number[17]:
        raise IdentityRefused(
            _("The last character does not fit the rest: one character is wrong"), code="check_character"
        )
    identity = Identity(number)
    _refuse_bad_birth_date(identity)
    if identity.is_demo and not allow_demo:
        raise IdentityRefused(_("This is a demonstration number, it belongs to nobody"), code="demo")
    return identity


def ends_ruined(text: str) -> bool:
    """Whether the text looks like a number whose last three digits a spreadsheet made into zeros."""
    return _RUINED.fullmatch(text.strip()) is not None


def _plain(text: str) -> str:
    return _LAYOUT.sub("", unicodedata.normalize("NFKC", text)).translate(_LIKE_X).upper()


def check_character(number: str) -> str:
    """The check character that the first 17 digits ask for."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECKS[total % 11]


def _refuse_bad_shape(number: str) -> None:
    if not number:
        raise IdentityRefused(_("The identity number is missing"), code="empty")
    if _SHORTENED.fullmatch(number):
        raise IdentityRefused(
            _(
                "The spreadsheet took the identity number for a quantity and lost its last digits. "
                "Set the column to text and type the number again"
            ),
            code="ruined",
        )
    if re.fullmatch(r"[0-9]{15}", number):
        raise IdentityRefused(
            _("This is an old number of 15 digits; copy the 18 from the present card"), code="old_15"
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise IdentityRefused(_("An identity number has 18 characters: 17 digits and a digit or X"), code="shape")


def _refuse_bad_birth_date(identity: Identity) -> None:
    try:
        born = identity.birth_date
    except ValueError as error:
        raise IdentityRefused(_("The birth date in the number does not exist"), code="birth_date") from error
    if born > date.today():
        raise IdentityRefused(_("The birth date in the number lies in the future"), code="birth_date")
