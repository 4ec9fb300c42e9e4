import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def hidden_name(instance: "PeopleExport", filename: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return f"exports/{uuid.uuid4().hex}"


class PeopleExport(models.Model):
    """People of a unit as a file, for one officer, for a day.

    `query` is the people list's own query string. With `is_full` the identity numbers stand in the file whole. The
    file is stored encrypted and deleted when it expires; the row stays and says that it was there.
    """

    class Form(models.TextChoices):
        XLSX = "xlsx", _("Excel workbook (.xlsx)")
        CSV = "csv", _("Text table in GB 18030, for old programs (.csv)")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=100)
    query = models.CharField(max_length=1000, blank=True)
    form = models.CharField(max_length=4, choices=Form.choices, default=Form.XLSX)
    is_full = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=hidden_name, blank=True)
    job = models.ForeignKey("foundation.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.size} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_ready(self) -> bool:
        """Whether the file may be fetched now."""
        return bool(self.file) and timezone.now() < self.expires_at

    @property
    def is_expired(self) -> bool:
        return timezone.now() >= self.expires_at
