"""Which logins a typed name may mean, and to which unit a login belongs."""

from datetime import datetime, timedelta

from django.db.models import Q

from people.models import CodeAsked, LoginCode, Person, Unit, User
from people.rules.contact import normalise_phone
from people.rules.login_codes import ADDRESS_WINDOW_SECONDS, LONGEST_WINDOW

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


def people_behind(phone: str) -> list[Person]:
    """Whom a login code to this number lets in: people in post whose login is open or not made yet.

    Not who left: nobody keeps their number up to date, and operators give old numbers to strangers. Not the
    platform's administrators: a text message alone must not open everything.
    """
    people = Person.objects.filter(phone=phone, state=Person.State.ACTIVE).select_related("unit", "user")
    people = people.exclude(user__is_active=False).exclude(user__is_superuser=True)
    return list(people.order_by("pk")[:AT_MOST])


def times_sent_to(phone: str, now: datetime) -> list[datetime]:
    """When a number was sent login codes lately, or would have been if it stood in the roster."""
    asked = CodeAsked.objects.filter(key=LoginCode.key_of(phone), outcome=CodeAsked.Outcome.SENT)
    return list(asked.filter(asked_at__gt=now - LONGEST_WINDOW).values_list("asked_at", flat=True))


def times_asked_by(line: str, now: datetime) -> list[datetime]:
    """When codes were asked for over an internet line (its hash) lately, sent or not."""
    asked = CodeAsked.objects.filter(line=line, asked_at__gt=now - timedelta(seconds=ADDRESS_WINDOW_SECONDS))
    return list(asked.values_list("asked_at", flat=True))
