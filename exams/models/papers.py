"""试卷: what an attempt is drawn from."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.states import Marking, QuestionType


class Paper(models.Model):
    """`pass_fraction` is the share of the full marks that passes, 0 to 1."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(pgettext_lazy("exams", "name"), max_length=100)
    duration_seconds = models.PositiveIntegerField(_("time in seconds"))
    pass_fraction = models.DecimalField(_("share that passes"), max_digits=4, decimal_places=3)

    class Meta:
        verbose_name = _("paper")
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_fraction__gt=0, pass_fraction__lte=1), name="pass_fraction_is_a_share"
            ),
            models.CheckConstraint(condition=models.Q(duration_seconds__gt=0), name="paper_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up."""
        return -(-self.duration_seconds // 60)


class PaperSection(models.Model):
    """Questions of one type, worth the same, marked alike."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    type = models.CharField(max_length=10, choices=QuestionType.choices)
    points_each = models.DecimalField(max_digits=5, decimal_places=1)
    marking = models.CharField(max_length=20, choices=Marking.choices)

    class Meta:
        ordering = ["paper", "order"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "order"], name="section_order_once"),
            models.CheckConstraint(condition=models.Q(points_each__gt=0), name="section_gives_points"),
        ]

    def __str__(self) -> str:
        return self.title


class PaperItem(models.Model):
    """A question that stands in every copy of the paper."""

    section = models.ForeignKey(PaperSection, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    question = models.ForeignKey("exams.Question", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["section", "order"]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.question_id}"


class DrawRule(models.Model):
    """So many questions of the section's type out of a bank; an empty topic means any."""

    section = models.ForeignKey(PaperSection, on_delete=models.CASCADE, related_name="draws")
    order = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=10, blank=True)
    bank = models.ForeignKey("exams.Bank", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["section", "order"]

    def __str__(self) -> str:
        return f"{self.count} × {self.topic or '*'}"
