from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import NationalCertificate


class NationalForm(forms.ModelForm):
    """What stands on the certificate."""

    class Meta:
        model = NationalCertificate
        fields = ["level", "source", "mgmt_no", "approval_date"]

    level = forms.ChoiceField(
        label=gettext_lazy("Level"), choices=NationalCertificate.Level.choices, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(
        label=gettext_lazy("How it was awarded"),
        choices=NationalCertificate.Source.choices,
        initial=NationalCertificate.Source.NATIONAL,
        widget=forms.RadioSelect,
    )
    mgmt_no = forms.RegexField(
        r"^[0-9A-Za-z-]{4,40}$",
        label=gettext_lazy("Management number"),
        required=False,
        help_text=gettext_lazy("As it is printed, without spaces; it may be left empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Digits and letters only, at least four.")},
    )
    approval_date = forms.DateField(
        label=gettext_lazy("Approved on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_approval_date(self) -> Any:
        day = self.cleaned_data["approval_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of approval is still to come. Look at the certificate again."))
        return day
