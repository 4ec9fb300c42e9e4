"""An exam as a step of a course."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.api import Enrolment, Step
from exams.models.papers import Paper


class ExamPage(Step):
    """`attempts_allowed` counts every start, finished or not."""

    kind = "exam"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="pages", verbose_name=_("paper"))
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), default=3)

    content_panels: ClassVar[list[Any]] = [
        *Step.content_panels,
        FieldPanel("paper"),
        FieldPanel("attempts_allowed"),
    ]

    class Meta:
        verbose_name = _("exam")

    def learner_view(self, request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
        return redirect("exam_cover", enrolment.run.uid, self.pk)
