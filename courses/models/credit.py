"""学时: one ledger of credit hours, counted by a dated policy of the unit."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.api import AppendOnlyModel


class CreditHourPolicy(models.Model):
    """How minutes become hours in a unit's subtree from a day on (domain reference 2.4).

    The nearest unit above the learner wins, then the latest `effective_from` not in the future. Caps are hours
    per local day.
    """

    class Rounding(models.TextChoices):
        FLOOR_HALF = "floor_0.5", _("Down to half an hour")
        FLOOR_TENTH = "floor_0.1", _("Down to a tenth")
        EXACT = "exact", _("To a hundredth")

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="credit_policies")
    effective_from = models.DateField()
    minutes_per_hour = models.PositiveSmallIntegerField(default=45)
    rounding = models.CharField(max_length=10, choices=Rounding.choices, default=Rounding.FLOOR_HALF)
    online_factor = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    online_day_cap = models.DecimalField(max_digits=4, decimal_places=1, default=8)
    drill_day_cap = models.DecimalField(max_digits=4, decimal_places=1, default=8)
    source_note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "effective_from"], name="one_policy_a_day")]

    def __str__(self) -> str:
        return f"{self.unit} from {self.effective_from}"


class CreditEntry(AppendOnlyModel):
    """One line of the ledger. A mistake is taken back by a reversal row with a reason and a person."""

    class Kind(models.TextChoices):
        ONLINE = "online", _("Online class")
        DRILL = "drill", _("Field drill")
        REVERSAL = "reversal", _("Correction")

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="credit_entries")
    step = models.ForeignKey("courses.Step", on_delete=models.PROTECT, related_name="credit_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    minutes = models.IntegerField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    day = models.DateField()
    policy = models.ForeignKey(CreditHourPolicy, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["enrolment", "day"], name="credit_enrolment_day")]

    def __str__(self) -> str:
        return f"{self.hours} h {self.kind} on {self.day}"

    @property
    def is_cut(self) -> bool:
        """Whether the cap of the day left less than the minutes are worth; rounding takes half an hour at most."""
        policy = self.policy or CreditHourPolicy()
        factor = policy.online_factor if self.kind == self.Kind.ONLINE else Decimal(1)
        worth = Decimal(self.minutes) * factor / policy.minutes_per_hour
        return self.kind != self.Kind.REVERSAL and worth - self.hours > Decimal("0.5")

    @property
    def size(self) -> Decimal:
        """The hours without their sign."""
        return abs(self.hours)
