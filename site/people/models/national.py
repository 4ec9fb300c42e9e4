import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.rules.masking import mask_certificate_number


class NationalCertificate(models.Model):
    """国家社会工作者职业资格证书: what an officer has seen of somebody's certificate (domain reference 1.7).

    `mgmt_no` (管理号) is personal and shown masked. It is text: its length is not known for sure. Certificates of
    before the national exam of 2008 are local ones and are counted apart.
    """

    class Level(models.TextChoices):
        ASW = "ASW", _("Assistant social worker")
        SW = "SW", _("Social worker")
        SSW = "SSW", _("Senior social worker")

    class Source(models.TextChoices):
        NATIONAL = "national", _("National exam")
        LOCAL_PRE2008 = "local_pre2008", _("Local, before 2008")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="national_certificates")
    level = models.CharField(_("level"), max_length=3, choices=Level.choices)
    source = models.CharField(
        _("how it was awarded"), max_length=13, choices=Source.choices, default=Source.NATIONAL
    )
    mgmt_no = models.CharField(_("management number"), max_length=40, blank=True)
    approval_date = models.DateField(_("approved on"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("national certificate")
        verbose_name_plural = _("national certificates")
        ordering = ["-approval_date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "level", "source"], name="national_level_once"),
        ]
        indexes = [models.Index(fields=["source", "approval_date"], name="national_approved")]

    def __str__(self) -> str:
        return f"{self.level} {self.approval_date}"

    @property
    def masked_number(self) -> str:
        return mask_certificate_number(self.mgmt_no)
