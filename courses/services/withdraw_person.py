from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.models import Booking, Enrolment
from courses.selectors.drills import LIVE_STATES
from courses.services.book_drill import cancel_booking
from courses.states import withdraw_enrolment


@transaction.atomic
def withdraw_person(*, actor: Any, enrolment: Enrolment, reason: str) -> Enrolment:
    """Take a person off a run and give their coming seats back, so that the next in line moves up. Twice is once.

    Side effects: one audit event. Raises StateRefused for somebody who has completed the run.
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("run__unit").get(pk=enrolment.pk)
    withdraw_enrolment(locked, actor=actor, reason=reason)
    now = timezone.now()
    coming = Booking.objects.filter(enrolment=locked, state__in=LIVE_STATES, session__starts_at__gt=now)
    for booking in coming.filter(attendance=None):
        cancel_booking(booking=booking, actor=actor, now=now)
    return locked
