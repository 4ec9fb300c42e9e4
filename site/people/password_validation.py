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
