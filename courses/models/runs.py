"""A course given to somebody: runs, who is enrolled, and what each has completed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.api import AppendOnlyModel


class Run(models.Model):
    """期: one course, one unit, a period. `title` is what people call it (“第 6 期”)."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="runs")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="runs")
    title = models.CharField(_("name of the run"), max_length=100)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    teachers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="taught_runs")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("run")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "unit", "title"], name="run_title_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="run_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course.title} {self.title}"


class Enrolment(models.Model):
    """A person in a run. Withdrawn, never deleted."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Studying")
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="enrolments")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    completed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("enrolment")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person", "run"], name="person_once_per_run")]

    def __str__(self) -> str:
        return f"{self.person} in {self.run_id}"


class StepCompletion(AppendOnlyModel):
    """The fact that somebody has done a step, with the words studied (`revision`) and how it came about."""

    class How(models.TextChoices):
        READ = "read", _("Read to the end")
        DRILL = "drill", _("Drill passed")
        EXAM = "exam", _("Exam passed")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="completions")
    step = models.ForeignKey("courses.Step", on_delete=models.PROTECT, related_name="completions")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="step_completed_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} completed {self.step_id}"


class LessonVisit(AppendOnlyModel):
    """The first time that an enrolment opened a lesson: nobody finishes what was never opened."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="visits")
    step = models.ForeignKey("courses.Step", on_delete=models.PROTECT, related_name="visits")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="lesson_opened_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} opened {self.step_id}"
