from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from people.models import User
from people.selectors.logins import users_called


class PhoneOrWorkerNumberBackend(ModelBackend):
    """A worker number, a phone or a staff name, and a password.

    Two people may share a phone: the password decides whose login it is, and opens none if it fits both.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        users = users_called(username)
        if not users:
            make_password(password)  # an unknown name must take as long as a wrong password
        matching = [user for user in users if user.check_password(password)]
        return matching[0] if len(matching) == 1 else None
