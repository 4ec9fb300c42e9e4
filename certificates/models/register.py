"""The register: certificates, what happened to them, and their frozen files. Nothing cascades into it."""

import uuid
from datetime import date

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.api import AppendOnlyModel


class Certificate(models.Model):
    """An issued document. `snapshot` holds every printed fact as it was printed; nothing later changes it.

    `state` is moved by certificates.states alone.
    """

    class State(models.TextChoices):
        VALID = "valid", _("Valid")
        REVOKED = "revoked", _("Revoked")
        REPLACED = "replaced", _("Replaced")
        EXPIRED = "expired", _("Expired")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=11, unique=True)
    number = models.CharField(max_length=100, db_index=True)
    counter = models.ForeignKey(
        "certificates.NumberCounter", on_delete=models.PROTECT, related_name="certificates"
    )
    year = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    template = models.ForeignKey(
        "certificates.CertificateTemplate", on_delete=models.PROTECT, related_name="certificates"
    )
    template_version = models.ForeignKey(
        "certificates.TemplateVersion", on_delete=models.PROTECT, related_name="certificates"
    )
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="certificates")
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VALID)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("certificate")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["counter", "seq"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "template"],
                condition=models.Q(state="valid"),
                name="one_live_certificate",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def state_at(self, day: date) -> str:
        """The state on a local day: a term that has run out needs nobody to write it down."""
        has_run_out = self.expires_on is not None and self.expires_on < day
        return self.State.EXPIRED if self.state == self.State.VALID and has_run_out else self.state

    @property
    def shown_state(self) -> str:
        """The state today."""
        return self.state_at(timezone.localdate())


class CertificateEvent(AppendOnlyModel):
    """Something happened to a certificate: who, when, why. Written in the transaction of the deed."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Issued")
        REVOKED = "revoked", _("Revoked")
        REPLACED = "replaced", _("Replaced")
        EXPIRED = "expired", _("Expired")

    class ReasonClass(models.TextChoices):
        """What the public is told; the free text stays inside."""

        WRONG_FACTS = "wrong_facts", _("A printed fact was wrong")
        NOT_MET = "not_met", _("The conditions were not met")
        BY_MISTAKE = "by_mistake", _("Issued by mistake")
        DAMAGED = "damaged", _("Damaged or lost")
        OTHER = "other", _("Another reason")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason_class = models.CharField(max_length=12, choices=ReasonClass.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.kind}"


def random_name(instance: models.Model, filename: str) -> str:
    """A name that nobody can guess, in one of 256 folders."""
    stem = uuid.uuid4().hex
    return f"certificates/{stem[:2]}/{stem}.pdf"


class CertificateFile(AppendOnlyModel):
    """The frozen bytes of a certificate. Laid out once, never again. `size` is in bytes."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="pdf")
    file = models.FileField(upload_to=random_name, max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.certificate}: {self.size} bytes"
