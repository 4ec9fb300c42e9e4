"""What people were told about their data, what they agreed to, and what they asked for."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.api import AppendOnlyModel


class Notice(AppendOnlyModel):
    """One version of the privacy notice (PIPL article 17), as it was shown. `texts` is by language."""

    version = models.PositiveSmallIntegerField(unique=True)
    effective_from = models.DateField()
    texts = models.JSONField()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"notice {self.version}"

    @property
    def text(self) -> dict[str, Any]:
        """Title, lead, in_short, purposes and sections in the reader's language, else in Chinese."""
        texts: dict[str, dict[str, Any]] = self.texts
        return texts.get(get_language() or "", texts["zh-hans"])


class Purpose(models.TextChoices):
    """What needs a separate yes (PIPL articles 14, 16 and 29)."""

    PHOTO = "photo", _("Photos at drills")
    LOCATION = "location", _("Location at check-in")
    SMS = "sms", _("Reminders by SMS")


class ConsentRecord(AppendOnlyModel):
    """A yes or a no to one purpose, given under one version of the notice. The latest row holds."""

    class How(models.TextChoices):
        NOTICE = "notice", _("With the notice")
        MY_DATA = "my_data", _("Changed later")

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="consents")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    granted = models.BooleanField()
    how = models.CharField(max_length=10, choices=How.choices)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="consent_person_purpose")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose} {self.granted}"


class DataRequest(models.Model):
    """Somebody asks to see, correct or erase their own data, and is answered by `due_on`.

    `field` and `wanted` say what should stand where; `text` is in the person's own words. `state` is moved by
    people.request_states alone. `entered_by` is the officer who wrote down what somebody asked on paper.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("A copy of my data")
        CORRECTION = "correction", pgettext_lazy("privacy", "Correction")
        ERASURE = "erasure", pgettext_lazy("privacy", "Erasure")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("privacy", "Waiting for an answer")
        DONE = "done", pgettext_lazy("privacy", "Carried out")
        REFUSED = "refused", pgettext_lazy("privacy", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("privacy", "Taken back")

    class Field(models.TextChoices):
        NAME = "name", pgettext_lazy("people", "name")
        IDENTITY = "identity", _("identity number")
        PHONE = "phone", _("phone")
        POST = "post", pgettext_lazy("person", "post")
        OTHER = "other", _("something else")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    field = models.CharField(max_length=10, choices=Field.choices, blank=True)
    wanted = models.CharField(max_length=50, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    due_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="request_state_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


def hidden_name(instance: "DataExport", filename: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return f"exports/{uuid.uuid4().hex}"


class DataExport(models.Model):
    """A copy of what is held about a person, encrypted, for that person alone and until `expires_at`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE, related_name="export")
    file = models.FileField(upload_to=hidden_name)
    size = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"export {self.uid}"
