"""题库: banks, questions and their versions. A question's words are never changed, only followed by new ones."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.states import QuestionType
from foundation.api import AppendOnlyModel


class Bank(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="question_banks")
    title = models.CharField(pgettext_lazy("exams", "name"), max_length=100)

    class Meta:
        verbose_name = _("question bank")
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a bank. `difficulty` runs from 1 (easy) to 5; the current version is the highest number."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    type = models.CharField(_("type"), max_length=10, choices=QuestionType.choices)
    topic = models.CharField(_("topic"), max_length=10, blank=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), default=2)

    class Meta:
        verbose_name = _("question")
        ordering = ["bank", "topic", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(difficulty__gte=1, difficulty__lte=5), name="difficulty_one_to_five"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.type} {self.uid}"


class QuestionVersion(AppendOnlyModel):
    """The words of a question. `law` names the statute and article; `law_as_of` says when that was checked."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    stem = models.TextField(_("question"))
    analysis = models.TextField(_("explanation"), blank=True)
    law = models.CharField(_("statute and article"), max_length=200, blank=True)
    law_as_of = models.DateField(_("statute checked on"), null=True)

    class Meta:
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_once")]

    def __str__(self) -> str:
        return self.stem


class Option(AppendOnlyModel):
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="options")
    letter = models.CharField(max_length=1)
    text = models.CharField(max_length=500)
    is_right = models.BooleanField()

    class Meta:
        ordering = ["version", "letter"]
        constraints = [models.UniqueConstraint(fields=["version", "letter"], name="option_letter_once")]

    def __str__(self) -> str:
        return f"{self.letter}. {self.text}"
