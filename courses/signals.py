"""Signals of this room. They carry ids and are sent when the transaction commits."""

from django.dispatch import Signal

# Arguments: enrolment_id (int), actor_id (int | None).
run_completed = Signal()
