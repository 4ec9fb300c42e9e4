"""Issuing by the hundred: who was chosen, in hand-out order, and what became of each."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.register import random_name


class IssueBatch(models.Model):
    """One confirmed list. `key` comes from the form, so a double tap makes one batch.

    `job` is the latest attempt; a failed one is started again and goes on where it stopped.
    """

    class State(models.TextChoices):
        WORKING = "working", _("Being made")
        DONE = "done", _("Ready to print")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(unique=True)
    run = models.ForeignKey("courses.Run", on_delete=models.PROTECT, related_name="issue_batches")
    template_version = models.ForeignKey(
        "certificates.TemplateVersion", on_delete=models.PROTECT, related_name="batches"
    )
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issue_batches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WORKING)
    job = models.ForeignKey("foundation.Job", on_delete=models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField()
    print_file = models.FileField(upload_to=random_name, max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("issue batch")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.template_version} {self.issued_on}"

    @property
    def has_stopped(self) -> bool:
        """Whether its job ended before everything was made."""
        return self.state == self.State.WORKING and self.job is not None and self.job.is_over

    @property
    def is_working(self) -> bool:
        return self.state == self.State.WORKING and not self.has_stopped


class IssueItem(models.Model):
    """One chosen enrolment at its place in the hand-out order: a certificate, or the reason why not."""

    batch = models.ForeignKey(IssueBatch, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("certificates.Certificate", on_delete=models.PROTECT, null=True, related_name="+")
    certificate = models.OneToOneField(
        "certificates.Certificate", on_delete=models.PROTECT, null=True, related_name="item"
    )
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="item_place_once"),
            models.UniqueConstraint(fields=["batch", "enrolment"], name="item_enrolment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} #{self.position}"
