import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, CertificateEvent


class CodeForm(forms.Form):
    """The code under the QR picture; how it is typed hardly matters."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        help_text=_(
            "11 letters and digits, after /v/ in the address of the QR code. Small letters and spaces are fine."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class IssueForm(forms.Form):
    """The chosen enrolments, and a key that makes a double tap one batch."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    chosen = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, offered: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(pk, pk) for pk in offered]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a certificate is revoked or replaced."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    reason_class = forms.ChoiceField(
        label=_("Reason, shown to whoever checks the certificate"), choices=CertificateEvent.ReasonClass.choices
    )
    reason = forms.CharField(
        label=_("Details, for our records only"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class RegisterForm(forms.Form):
    """Search and filters of the register."""

    q = forms.CharField(label=_("Number, name or code"), required=False, max_length=100)
    year = forms.ChoiceField(label=_("Year"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Certificate.State.choices]
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("All")), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]
