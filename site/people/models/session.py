from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LoginSession(AbstractBaseSession):
    """A browser that has come here, and whose login it carries; nobody's before signing in.

    Written by the session engine (people/logins/sessions.py). `seen_at` is coarse: it lags by some minutes.
    """

    user = models.ForeignKey(
        "people.User", on_delete=models.CASCADE, null=True, related_name="sessions", editable=False
    )
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("open login")

    def __str__(self) -> str:
        return f"session of {self.user_id} seen {self.seen_at:%Y-%m-%d %H:%M}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from people.logins.sessions import SessionStore  # the engine knows this model

        return SessionStore
