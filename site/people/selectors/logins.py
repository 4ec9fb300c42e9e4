"""Which logins a typed name may mean, and to which unit a login belongs."""

from django.db.models import Q

from people.models import Unit, User
from people.rules.contact import normalise_phone

AT_MOST = 5  # people behind one phone


def users_called(name: str) -> list[User]:
    """Active logins with this worker number, staff name or phone. Several may share a phone."""
    phone = normalise_phone(name)
    called = Q(username__iexact=name.strip())
    if phone:
        called |= Q(person__phone=phone)
    users = User.objects.filter(called, is_active=True).select_related("person__unit")
    return list(users.order_by("pk")[:AT_MOST])


def unit_of_log(user: User) -> Unit | None:
    """The unit in whose log a login stands: the person's, else that of the first role."""
    if user.person is not None:
        return user.person.unit
    role = user.roles.select_related("unit").order_by("pk").first()
    return role.unit if role else None
