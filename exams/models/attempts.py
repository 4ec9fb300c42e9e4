"""答卷: a frozen paper and a journal of answers."""

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from exams.states import AttemptState, EndedBy, Marking, QuestionType
from foundation.api import AppendOnlyModel


class Attempt(models.Model):
    """One sitting of one candidate.

    `deadline` and `pass_fraction` are written at the start and never follow later changes of the paper. `seed`
    gives the same draw again. `fraction` is score over full marks, 0 to 1, rounded down.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="attempts")
    page = models.ForeignKey("exams.ExamPage", on_delete=models.PROTECT, related_name="attempts")
    paper = models.ForeignKey("exams.Paper", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField()
    seed = models.BigIntegerField()
    item_count = models.PositiveSmallIntegerField()
    full_marks = models.DecimalField(max_digits=7, decimal_places=2)
    pass_fraction = models.DecimalField(max_digits=4, decimal_places=3)
    submitted_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy.choices, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    fraction = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    passed = models.BooleanField(null=True)
    receipt_no = models.CharField(max_length=20, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "page", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "page"], condition=models.Q(state=AttemptState.OPEN), name="one_open_attempt"
            ),
            models.UniqueConstraint(
                fields=["receipt_no"], condition=~models.Q(receipt_no=""), name="receipt_number_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline"], name="attempt_state_deadline")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.enrolment_id} at {self.page_id}"

    @property
    def seconds_used(self) -> int:
        """Whole seconds from the start to the end; 0 while the attempt is open."""
        return int((self.submitted_at - self.started_at).total_seconds()) if self.submitted_at else 0

    @property
    def receipt_spaced(self) -> str:
        """The receipt number in groups that can be read aloud: "261122 000388"."""
        return f"{self.receipt_no[:6]} {self.receipt_no[6:]}".strip()


class AttemptItem(AppendOnlyModel):
    """One question as this candidate got it. `option_order` holds the bank's letters in the order shown, so the
    candidate's A is `option_order[0]`."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    slot = models.PositiveSmallIntegerField()
    version = models.ForeignKey("exams.QuestionVersion", on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=100)
    topic = models.CharField(max_length=10, blank=True)
    type = models.CharField(max_length=10, choices=QuestionType.choices)
    points = models.DecimalField(max_digits=5, decimal_places=1)
    marking = models.CharField(max_length=20, choices=Marking.choices)
    option_order = models.CharField(max_length=10)

    class Meta:
        ordering = ["attempt", "slot"]
        constraints = [models.UniqueConstraint(fields=["attempt", "slot"], name="attempt_slot_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot}"


class AnswerEntry(AppendOnlyModel):
    """One line of the journal: what the candidate had chosen in a slot, in the letters that the candidate saw.

    `response` is {"chosen": ["A", "C"], "unsure": false}. The highest `seq` of a slot is the answer. `client_at`
    is what the phone's clock said, for the record only.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="entries")
    slot = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    response = models.JSONField(encoder=DjangoJSONEncoder)
    client_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["attempt", "slot", "seq"]
        constraints = [models.UniqueConstraint(fields=["attempt", "slot", "seq"], name="answer_entry_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.slot}#{self.seq}"


class ItemMark(AppendOnlyModel):
    """What an item earned: a fraction from 0 to 1, and marks = fraction × points."""

    item = models.OneToOneField(AttemptItem, on_delete=models.PROTECT, related_name="mark")
    chosen = models.CharField(max_length=10, blank=True)
    fraction = models.DecimalField(max_digits=5, decimal_places=4)
    marks = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["item"]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.marks}"
