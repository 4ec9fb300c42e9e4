from datetime import timedelta

from django.conf import settings

from people.rules.idle import Limits


def idle_limits() -> Limits:
    """How long logins may rest, as the settings say."""
    return Limits(
        desk=timedelta(minutes=settings.STAFF_IDLE_MINUTES),
        field=timedelta(hours=settings.FIELD_IDLE_HOURS),
        learner=timedelta(days=settings.LEARNER_IDLE_DAYS),
    )
