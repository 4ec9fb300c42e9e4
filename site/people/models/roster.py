import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def hidden_name(instance: "RosterImport", filename: str) -> str:
    """A name that tells nothing and cannot be guessed; what the officer called the file is kept in the row."""
    return f"rosters/{uuid.uuid4().hex}"


class RosterImport(models.Model):
    """One uploaded roster: compared first, applied when an officer says so.

    The file is stored encrypted and is deleted as soon as nobody needs it. `counts` holds how many rows are of
    which kind, their `total`, and how many were `in_post` in the unit when it was compared. `notes` are sentences
    about the file as a whole: which sheet was read, which rows were left out. With `is_complete` the officer said
    that the file lists everybody of the unit, so that whoever is not in it has left. `reason` says why nothing was
    imported, or what is remarkable about the whole.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        PLANNED = "planned", _("Compared, not yet imported")
        APPLIED = "applied", _("Imported")
        REFUSED = "refused", _("Not imported")
        UNDONE = "undone", _("Undone")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="roster_imports")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to=hidden_name, blank=True)
    original_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    reason = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    job = models.ForeignKey("foundation.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    is_complete = models.BooleanField(default=False)
    undo_job = models.ForeignKey("foundation.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.original_name} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_all_refused(self) -> bool:
        """Whether the file was read and none of its rows can be used."""
        return bool(self.counts) and self.counts.get("refused") == self.counts["total"]


class RosterRow(models.Model):
    """What one row of a roster means. Never holds an identity number; that is read again from the file.

    `changes` maps a field to [before, after]; units stand there by name, so `unit` and `unit_before` hold them
    too. `cell` is the spreadsheet's address of what was refused ("B12"). Leavers stand in no row of the file;
    their numbers go on after its last one. `outcome` says what the undoing of the import did with the row.
    """

    class Kind(models.TextChoices):
        NEW = "new", pgettext_lazy("people", "New")
        CHANGED = "changed", _("Changed")
        MOVED = "moved", pgettext_lazy("people", "Moved")
        LEFT = "left", pgettext_lazy("roster row", "Left")
        UNCHANGED = "unchanged", _("Unchanged")
        REFUSED = "refused", _("Refused")

    WRITING = (Kind.NEW, Kind.CHANGED, Kind.MOVED, Kind.LEFT)

    class Outcome(models.TextChoices):
        RESTORED = "restored", _("Put back")
        REMOVED = "removed", _("Removed")
        KEPT = "kept", _("Stays")

    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=50, blank=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    unit_before = models.ForeignKey("people.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="roster_rows")
    changes = models.JSONField(default=dict)
    cell = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    is_done = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="roster_row_once")]
        indexes = [models.Index(fields=["roster", "kind", "number"], name="roster_row_kind")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class WorkerNumberCounter(models.Model):
    """The next free worker number of a county; locked while numbers are given out."""

    county_code = models.CharField(max_length=6, primary_key=True)
    next_number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.county_code} {self.next_number}"
