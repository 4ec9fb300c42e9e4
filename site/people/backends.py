from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from people.models import User
from people.rules.contact import normalise_phone
from people.services.login_slips import use_login_slip
from people.services.throttle_login import is_locked


class PhoneOrWorkerNumberBackend(ModelBackend):
    """Log in with a worker number, a phone or a staff name, and a password or a one-time code.

    Two people may share a phone: the password decides whose login it is. While a name is locked after wrong
    passwords, no password is looked at, but a slip still opens it.
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
        users = [user for user in _users_called(username) if self.user_can_authenticate(user)]
        matching = [] if is_locked(username) else [user for user in users if user.check_password(password)]
        if len(matching) == 1:
            return matching[0]
        if not users:
            make_password(password)  # an unknown name must take as long as a wrong password
            return None
        return use_login_slip(users=users, code=password)


def _users_called(name: str) -> QuerySet[User]:
    phone = normalise_phone(name)
    called = Q(username__iexact=name.strip())
    if phone:
        called |= Q(person__phone=phone)
    return User.objects.filter(called).select_related("person").order_by("pk")[:5]
