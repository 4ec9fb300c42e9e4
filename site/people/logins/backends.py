from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.models import BigIntegerField, QuerySet
from django.http import HttpRequest

from foundation.api import PreparedQuery, Slot
from people.models import User
from people.selectors.logins import users_called

_COLUMNS = [field.attname for field in User._meta.concrete_fields]


def _whole_row() -> "QuerySet[Any, Any]":
    return User.objects.filter(pk=Slot("pk", BigIntegerField())).values_list(*_COLUMNS)


_users = PreparedQuery(_whole_row)  # every request of everybody asks it


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

    def get_user(self, user_id: int) -> User | None:
        """As Django's, by a query that is put together once."""
        rows = _users.rows(pk=user_id)
        user = User.from_db(connection.alias, _COLUMNS, rows[0]) if rows else None
        return user if self.user_can_authenticate(user) else None
