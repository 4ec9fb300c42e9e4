"""An exam as a step of a course."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from courses.api import Enrolment, Step
from exams.models.papers import Paper

# Nobody practises so often; who would only fills the tables.
MOST_MOCK_ATTEMPTS = 500


class ExamPage(Step):
    """`attempts_allowed` counts every start, finished or not.

    A mock exam (`is_mock`) is for practice: as often as one likes, never required, done with the first handing in,
    and its marks are no result.
    """

    kind = "exam"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="pages", verbose_name=_("paper"))
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), default=3)
    is_mock = models.BooleanField(
        _("mock exam"),
        default=False,
        help_text=_("For practice: any number of attempts, never required, no result for a certificate."),
    )

    content_panels: ClassVar[list[Any]] = [
        *Step.content_panels,
        FieldPanel("paper"),
        FieldPanel("attempts_allowed"),
        FieldPanel("is_mock"),
    ]

    class Meta:
        verbose_name = _("exam")

    @property
    def most_attempts(self) -> int:
        return MOST_MOCK_ATTEMPTS if self.is_mock else self.attempts_allowed

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever saves it: nobody is kept from a certificate by practice that was left out."""
        if self.is_mock:
            self.is_required = False
        super().save(*args, **kwargs)

    def learner_view(self, request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
        return redirect("exam_cover", enrolment.run.uid, self.pk)
