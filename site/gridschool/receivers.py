"""What the roof remembers when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from courses.api import help_phone_of
from gridschool.context_processors import HELP_PHONE
from people.api import User


@receiver(user_logged_in)
def remember_help_phone(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """The county's number goes into the session, so that every page knows whom to call without a query."""
    if request is not None and (phone := help_phone_of(user)):
        request.session[HELP_PHONE] = phone
