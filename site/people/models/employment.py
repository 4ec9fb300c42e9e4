from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Employment(models.Model):
    """Where a person stood, as what, from when until when; `until` is null for where they stand now.

    A person in post has one open row, a person who left has none. `roster` and `actor` say how the row came about,
    `ended_by` which roster ended it; both are what the undoing of an import needs.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="employments")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=50, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    roster = models.ForeignKey(
        "people.RosterImport", on_delete=models.PROTECT, null=True, blank=True, related_name="employments"
    )
    ended_by = models.ForeignKey(
        "people.RosterImport", on_delete=models.PROTECT, null=True, blank=True, related_name="ended_employments"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="employment_one_open"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="employment_until_after_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.unit_id} {self.since} – {self.until or ''}"
