from django.db import transaction
from django.utils import timezone

from people.models import User
from people.selectors.logins import unit_of_log
from people.services.record_audit import record_audit


@transaction.atomic
def choose_password(*, user: User, password: str) -> None:
    """A password of one's own; the demand for one ends with it, and so do all sessions of this login.

    Side effects: one audit event. The view keeps the present session alive.
    """
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    record_audit(actor=user, action="people.change_password", target=user, unit=unit_of_log(user))
