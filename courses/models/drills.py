"""实地演练: sessions, bookings, attendance, rubric scores."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.api import AppendOnlyModel


class DrillSession(models.Model):
    """场次: a drill held at a time and place. `code_seed` feeds the four-digit check-in code.

    `cancelled_at` is set when it will not take place; the row stays, for those who had a seat.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey("courses.Run", on_delete=models.PROTECT, related_name="drill_sessions")
    page = models.ForeignKey("courses.DrillPage", on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("place"), max_length=100)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=24)
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drill_sessions")
    code_seed = models.UUIDField(default=uuid.uuid4, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancel_reason = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("drill session")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page.title} {self.starts_at:%Y-%m-%d}"


class Booking(models.Model):
    """A learner's seat in a session. `queued_at` orders the waiting list; it starts anew after a cancellation."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        WAITLISTED = "waitlisted", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(DrillSession, on_delete=models.PROTECT, related_name="bookings")
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["queued_at", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "enrolment"], name="one_seat_each")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} at {self.session_id}: {self.state}"


class Attendance(AppendOnlyModel):
    """Somebody came or went: when, how it was taken, and who took it."""

    class Kind(models.TextChoices):
        CHECK_IN = "check_in", _("Check-in")
        CHECK_OUT = "check_out", _("Check-out")

    class How(models.TextChoices):
        CODE = "code", _("Code of the session")
        ROSTER = "roster", _("Ticked by the trainer")

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="attendance")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["booking", "kind"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.kind}"


class RubricSheet(AppendOnlyModel):
    """One assessor's scoring of one learner. A later sheet of the same assessor replaces the earlier one.

    `key` comes from the scoring page: the same page sent twice is one sheet. The pass mark is kept as it was.
    """

    key = models.UUIDField(unique=True)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="sheets")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    total = models.DecimalField(max_digits=5, decimal_places=1)
    pass_mark = models.DecimalField(max_digits=5, decimal_places=1)
    has_critical_failure = models.BooleanField(default=False)
    passed = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.booking_id}: {self.total}"


class RubricScore(AppendOnlyModel):
    """One line of a sheet, with the words and points as they were when it was scored."""

    sheet = models.ForeignKey(RubricSheet, on_delete=models.PROTECT, related_name="scores")
    item_uid = models.UUIDField()
    label = models.CharField(max_length=100)
    points = models.DecimalField(max_digits=5, decimal_places=1)
    full_points = models.DecimalField(max_digits=5, decimal_places=1)
    deductions = models.JSONField(default=list)
    is_critical_failure = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.label}: {self.points}/{self.full_points}"
