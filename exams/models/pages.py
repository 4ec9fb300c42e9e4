"""An exam as a step of a course."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel

from courses.api import Enrolment, Step
from exams.models.papers import Paper
from people.api import visible


class ExamPageForm(WagtailAdminPageForm):
    """Offers the papers that the author may see, nobody else's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "paper" in self.fields:
            self.fields["paper"].queryset = visible(Paper, self.for_user)


class ExamPage(Step):
    """`attempts_allowed` counts every start, finished or not."""

    kind = "exam"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="pages", verbose_name=_("paper"))
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), default=3)

    base_form_class = ExamPageForm
    content_panels: ClassVar[list[Any]] = [
        *Step.content_panels,
        FieldPanel("paper"),
        FieldPanel("attempts_allowed"),
    ]

    class Meta:
        verbose_name = _("exam")

    def learner_view(self, request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
        return redirect("exam_cover", enrolment.run.uid, self.pk)
