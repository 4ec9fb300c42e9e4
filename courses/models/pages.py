"""The words and their order: school > course > steps. Who studies them, and when, is a run (runs.py)."""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PagePermissionTester, PreviewableMixin

from courses.blocks import LessonBlocks
from courses.fields import DeductionLines, LessonStreamField, validate_deductions
from courses.page_forms import SchoolPageForm

DEFAULT_PREVIEW_MODES = PreviewableMixin.DEFAULT_PREVIEW_MODES

if TYPE_CHECKING:
    from courses.models.runs import Enrolment

# Not Wagtail's panel of the title: that one fills in the address, which is no field of our forms, and its script
# stumbles over the missing field.
TITLE = (FieldPanel("title", classname="title"),)


class KeepsFacts(PagePermissionTester):
    """Nobody deletes a page below which facts hang; steps are retired instead."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return super().can_delete(ignore_bulk) and not has_facts_below(self.page)


def has_facts_below(page: Page) -> bool:
    """Whether a run was given on this page or one below it, or one of its steps was opened, done or planned."""
    from courses.models.drills import DrillSession  # late: the three refer to pages
    from courses.models.runs import LessonVisit, Run, StepCompletion

    below = {"path__startswith": page.path}
    steps = Step.objects.filter(**below)
    return (
        Run.objects.filter(course__in=CoursePage.objects.filter(**below)).exists()
        or StepCompletion.objects.filter(step__in=steps).exists()
        or LessonVisit.objects.filter(step__in=steps).exists()
        or DrillSession.objects.filter(page__in=steps).exists()
    )


class SchoolBase(Page):
    """Common to every page type of the school: no public face, no deletion under facts."""

    private_page_options: ClassVar[list[str]] = []
    preview_modes: ClassVar[list[Any]] = []
    # No page of ours has a public address, so nobody is asked for its last part; Wagtail makes one up.
    promote_panels: ClassVar[list[Any]] = []
    base_form_class = SchoolPageForm
    # A copy is another page: what names this one, and when it was retired, stays here.
    exclude_fields_in_copy: ClassVar[list[str]] = ["uid", "retired_at"]

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return KeepsFacts(user, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Learners read through their enrolment, never by a page's address."""
        raise Http404


class SchoolPage(SchoolBase):
    """The root of one county's pages."""

    unit = models.OneToOneField("people.Unit", on_delete=models.PROTECT, related_name="school_page")
    help_phone = models.CharField(_("help phone"), max_length=30, blank=True)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    content_panels: ClassVar[list[Any]] = [*TITLE, FieldPanel("help_phone")]

    class Meta:
        verbose_name = _("school")


class CoursePage(SchoolBase):
    """A course: what is taught and in which order, without dates or people."""

    class Category(models.TextChoices):
        ONBOARDING = "onboarding", _("Onboarding")
        ANNUAL = "annual", _("Annual rotation")
        SPECIAL = "special", _("Special topic")
        PRACTICE = "practice", _("Practice")
        QUALIFICATION = "qualification", _("Qualification")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    summary = models.TextField(_("summary"), blank=True)
    category = models.CharField(_("category"), max_length=15, choices=Category.choices)
    hours_required = models.DecimalField(_("credit hours required"), max_digits=6, decimal_places=1, default=0)

    parent_page_types: ClassVar[list[str]] = ["courses.SchoolPage"]
    admin_default_ordering: ClassVar[str] = "ord"  # steps stand as learners meet them
    content_panels: ClassVar[list[Any]] = [
        *TITLE,
        FieldPanel("summary"),
        FieldPanel("category"),
        FieldPanel("hours_required"),
    ]

    class Meta:
        verbose_name = _("course")


class Step(SchoolBase):
    """One thing to do in a course. Facts point here; kinds are subclasses."""

    kind: ClassVar[str] = ""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.CharField(_("topic"), max_length=10, blank=True)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    credit_minutes = models.PositiveIntegerField(_("credited minutes"), default=0)
    is_required = models.BooleanField(pgettext_lazy("courses", "required"), default=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True, editable=False)

    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *TITLE,
        FieldPanel("summary"),
        FieldPanel("topic"),
        FieldPanel("credit_minutes"),
        FieldPanel("is_required"),
    ]

    class Meta:
        verbose_name = _("step")

    def learner_view(self, request: HttpRequest, enrolment: "Enrolment") -> HttpResponse:
        """Answer a learner's request for this step; called on `.specific`. Each kind has its own but the lesson,
        which views/learn.py shows without asking for its page."""
        raise NotImplementedError(type(self).__name__)


class LessonPage(Step):
    kind = "lesson"
    preview_modes = DEFAULT_PREVIEW_MODES

    body = LessonStreamField(LessonBlocks(), blank=True, verbose_name=_("body"))

    content_panels: ClassVar[list[Any]] = [*Step.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("lesson")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from courses.views.preview import preview_lesson  # late: views need the models

        return preview_lesson(request, self)


class DrillPage(Step):
    """A field drill: the briefing and the rubric by which an assessor scores it (100 points by custom)."""

    kind = "drill"
    preview_modes = DEFAULT_PREVIEW_MODES

    brief = RichTextField(_("briefing"), features=["h2", "h3", "bold", "ol", "ul"], blank=True)
    time_limit_minutes = models.PositiveSmallIntegerField(_("time limit in minutes"), default=15)
    pass_mark = models.DecimalField(_("pass mark"), max_digits=5, decimal_places=1, default=60)

    content_panels: ClassVar[list[Any]] = [
        *Step.content_panels,
        FieldPanel("brief"),
        FieldPanel("time_limit_minutes"),
        FieldPanel("pass_mark"),
        InlinePanel("rubric_items", heading=_("Rubric"), label=_("Item")),
        InlinePanel("scripts", heading=_("Scripts for the players"), label=_("Script")),
    ]

    class Meta:
        verbose_name = _("drill")

    def learner_view(self, request: HttpRequest, enrolment: "Enrolment") -> HttpResponse:
        from courses.views.drills import drill  # late: views need the models

        return drill(request, enrolment, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from courses.views.preview import preview_drill  # late: views need the models

        return preview_drill(request, self)


class RubricItem(Orderable):
    """One line of a rubric. `critical` names the conduct that fails the whole drill; empty when there is none.

    `deductions` is a list of {"label": str, "points": number}.
    """

    page = ParentalKey(DrillPage, on_delete=models.CASCADE, related_name="rubric_items")
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(pgettext_lazy("courses", "item"), max_length=100)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    critical = models.CharField(_("fails everything"), max_length=100, blank=True)
    deductions = models.JSONField(_("deductions"), default=list, blank=True, validators=[validate_deductions])

    panels: ClassVar[list[Any]] = [
        FieldPanel("label"),
        FieldPanel("hint"),
        FieldPanel("points"),
        FieldPanel("critical"),
        FieldPanel("deductions", widget=DeductionLines),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("rubric item")

    def __str__(self) -> str:
        return self.label


class DrillScript(Orderable):
    """Who plays whom in a scene of a drill, and what the trainer watches. Only staff read it, never learners."""

    page = ParentalKey(DrillPage, on_delete=models.CASCADE, related_name="scripts")
    title = models.CharField(_("title"), max_length=100)
    text = RichTextField(_("script"), features=["h2", "h3", "bold", "ol", "ul"])

    panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("script")

    def __str__(self) -> str:
        return self.title
