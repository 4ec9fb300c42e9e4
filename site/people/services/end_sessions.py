from django.db.models import F

from people.models import User


def end_sessions(*, user: User) -> None:
    """End every session of a login, at its next request."""
    User.objects.filter(pk=user.pk).update(session_stamp=F("session_stamp") + 1)
