"""What certificates look like, and how they are counted."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.api import AppendOnlyModel


class CertificateTemplate(models.Model):
    """A kind of certificate that a course ends with, and the fixed words on it.

    `valid_months` is empty for what is good for ever.
    """

    class Kind(models.TextChoices):
        COMPLETION = "completion", _("Certificate of completion")
        QUALIFIED = "qualified", _("Certificate of qualification")
        POST = "post", _("Post permit")
        HONOR = "honor", _("Certificate of honour")
        LECTURER = "lecturer", _("Letter of appointment")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.PROTECT, related_name="certificate_templates"
    )
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="certificate_templates")
    title = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    prefix = models.CharField(max_length=20)
    number_template = models.CharField(max_length=60)
    issuer = models.CharField(max_length=60)
    school_name = models.CharField(max_length=60)
    note = models.CharField(max_length=100, blank=True)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("certificate template")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    @property
    def current_version(self) -> "TemplateVersion":
        return self.versions.latest("number")


class TemplateVersion(AppendOnlyModel):
    """The exact page of a template: certificates point here, so a new design never changes an old certificate."""

    template = models.ForeignKey(CertificateTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    html = models.TextField()
    css = models.TextField(blank=True)
    art = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.template} v{self.number}"


class NumberCounter(models.Model):
    """The next free number of a series in a year. Its row is the lock under which numbers are given.

    A series is the pattern with its prefix: two templates that would print equal numbers count together.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    next_seq = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "series", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.next_seq}"
