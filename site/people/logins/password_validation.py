from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NotAboutMeValidator:
    """A password must not be one's phone, worker number, name, or the end of one's identity number."""

    def validate(self, password: str, user: Any = None) -> None:
        person = getattr(user, "person", None)
        known = [getattr(user, "username", "")]
        if person is not None:
            known += [person.phone, person.name, person.identity.number[-6:], person.identity.number[-8:]]
        if any(word and word.lower() in password.lower() for word in known):
            raise ValidationError(
                _("Do not put your phone, worker number, name or identity number into the password."),
                code="password_about_me",
            )

    def get_help_text(self) -> str:
        return _("Not your phone, worker number, name or identity number.")


class StaffClassesValidator:
    """Staff passwords have three of four kinds of characters (等保 level 2)."""

    KINDS_NEEDED = 3

    def validate(self, password: str, user: Any = None) -> None:
        if not (getattr(user, "is_staff", False) or getattr(user, "is_superuser", False)):
            return
        kinds = {_kind_of(character) for character in password}
        if len(kinds) < self.KINDS_NEEDED:
            raise ValidationError(
                _("Staff need three kinds of characters: small letters, capitals, digits, signs."),
                code="password_too_plain",
            )

    def get_help_text(self) -> str:
        return _("Staff need three kinds of characters: small letters, capitals, digits, signs.")


def _kind_of(character: str) -> str:
    if character.isdigit():
        return "figure"
    if character.islower():
        return "small"
    return "capital" if character.isupper() else "sign"
