import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonMerge(models.Model):
    """Two records of one person became one: what moved, what stayed, who said so and why. Also its undoing.

    `moved` and `stayed` list {"model": "courses.enrolment", "field": "person", "keys": […]}; `before` holds what a
    split puts back on the merged record.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=list)
    stayed = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    split_reason = models.CharField(max_length=200, blank=True)
    split_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    split_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge of two records")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"
