import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.api import decrypt, encrypt, keyed_hash
from people.rules.identity import Identity
from people.rules.masking import hide_identities, hide_person, mask_identity, mask_name

PURPOSE = "person.identity"


class Person(models.Model):
    """The subject of every fact. A login is something else, and a person may have none.

    The identity number is stored encrypted; its keyed hash makes it unique and findable. Two people may share a
    phone, so the phone is no key.
    """

    ERASED_NAME = "已注销"

    class State(models.TextChoices):
        ACTIVE = "active", _("In post")
        LEFT = "left", pgettext_lazy("person", "Left")
        ERASED = "erased", pgettext_lazy("person", "Erased")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(pgettext_lazy("people", "name"), max_length=50)
    id_cipher = models.TextField(editable=False)
    id_hash = models.CharField(max_length=64, unique=True, editable=False)
    phone = models.CharField(_("phone"), max_length=11, blank=True, db_index=True)
    worker_no = models.CharField(_("worker number"), max_length=12, unique=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="people")
    post = models.CharField(pgettext_lazy("person", "post"), max_length=50, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged_records"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["worker_no"]

    def __str__(self) -> str:
        return f"{self.name} {self.worker_no}"

    @staticmethod
    def hash_of(identity_number: str) -> str:
        """The keyed hash under which an identity number is found."""
        return keyed_hash(identity_number, purpose=PURPOSE)

    def set_identity(self, identity_number: str) -> None:
        """Take a valid identity number; unsaved."""
        self.id_cipher = encrypt(identity_number, purpose=PURPOSE)
        self.id_hash = self.hash_of(identity_number)

    @property
    def identity(self) -> Identity:
        """The decrypted identity number and what it tells. Showing it in full is a logged action."""
        return Identity(decrypt(self.id_cipher, purpose=PURPOSE))

    @property
    def is_erased(self) -> bool:
        """Whether the personal fields were blanked; the row stays for the facts that the law keeps."""
        return self.state == self.State.ERASED

    def hidden_in(self, value: Any) -> Any:
        """A text, list or mapping without this person's name, phone and identity number."""
        hidden = hide_person(value, name=self.name, phone=self.phone, worker_no=self.worker_no)
        return hide_identities(hidden)

    @property
    def masked_identity(self) -> str:
        return "" if self.is_erased else mask_identity(self.identity.number)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def birth_date(self) -> date | None:
        return None if self.is_erased else self.identity.birth_date

    @property
    def sex(self) -> str:
        """ "male" or "female"; "" of somebody erased."""
        return "" if self.is_erased else self.identity.sex
