from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import pgettext_lazy

from foundation.api import AppendOnlyModel


class AuditEvent(AppendOnlyModel):
    """Who did what to whom, when, from where and with what result. Never changed, never deleted.

    `person_uid` is the person whom it concerns, whatever the target is; no key, since the log outlives rows.
    `unit` decides who may read the line; without one it is the platform administrator's alone.
    """

    class Result(models.TextChoices):
        DONE = "done", pgettext_lazy("audit", "Done")
        REFUSED = "refused", pgettext_lazy("audit", "Refused")

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    action = models.CharField(max_length=60)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    person_uid = models.UUIDField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.DONE)
    reason = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        # Every list is read newest first, page by page: each filter has an index that ends with the order.
        indexes = [
            models.Index(fields=["target_type", "target_id"], name="audit_target"),
            models.Index(fields=["unit", "id"], name="audit_unit"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            models.Index(fields=["action", "id"], name="audit_action"),
            models.Index(fields=["person_uid", "id"], name="audit_person"),
            models.Index(fields=["created_at"], name="audit_created"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_id}"


class AuditLink(AppendOnlyModel):
    """A link of the chain over the audit log: `digest` = SHA-256(digest of the link before ‖ row_digest).

    Links are added after the fact by the sealing job, so that whoever writes events waits for nobody. `position`
    has no gaps and begins at 1.
    """

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="link")
    row_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.digest}"


class AuditHead(models.Model):
    """The one row that is locked while the chain grows: its end, and what the last check found.

    Below `settled_event` no event is still on its way: a day has passed since `next_settled` was the newest one.
    """

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    settled_event = models.BigIntegerField(default=0)
    next_settled = models.BigIntegerField(default=0)
    next_settled_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_position = models.BigIntegerField(default=0)
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.position} {self.digest}"
