from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IdentityViewForm(forms.Form):
    """Why somebody must see an identity number in full."""

    reason = forms.CharField(
        label=_("Why do you need the whole number?"),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "identity-reasons", "autocomplete": "off"}),
        error_messages={"required": _("Write why you need it; it stands in the audit log.")},
    )


class ReasonForm(forms.Form):
    """Why something is done that is not done every day."""

    reason = forms.CharField(
        label=pgettext_lazy("people", "Reason"),
        min_length=2,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the reason; it stands in the audit log.")},
    )
