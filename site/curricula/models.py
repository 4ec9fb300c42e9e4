"""Which packs a county uses, and what each of their items was when it was last applied."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AppliedPack(models.Model):
    """A pack in a county. One county per pack: the uids of its items follow from the pack alone."""

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="applied_packs")
    pack_id = models.CharField(max_length=50, unique=True)
    title = models.CharField(max_length=100)
    version = models.CharField(max_length=20)
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("applied pack")
        ordering = ["pack_id"]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"


class PackItem(models.Model):
    """One item of a pack as it was last applied.

    Attributes:
        digest: of the item in the pack.
        applied_digest: of what then stood in the school; another digest today means that somebody edited it here.
        retired_at: when the item left the pack; its row and what hangs on it stay.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("Course")
        BANK = "bank", _("Question bank")
        QUESTION = "question", pgettext_lazy("curricula", "Question")
        PAPER = "paper", _("Paper")
        PICTURE = "picture", pgettext_lazy("curricula", "Picture")
        LESSON = "lesson", _("Lesson")
        DRILL = "drill", _("Drill")
        EXAM = "exam", _("Exam")
        CERTIFICATE = "certificate", _("Certificate")

    pack = models.ForeignKey(AppliedPack, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    item_id = models.CharField(max_length=50)
    uid = models.UUIDField(unique=True, editable=False)
    title = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64)
    applied_digest = models.CharField(max_length=64)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pack item")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["pack", "kind", "item_id"], name="pack_item_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"
