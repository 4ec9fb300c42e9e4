"""The forms of signing in by a code from a text message."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Person
from people.rules.contact import normalise_phone
from people.rules.login_codes import read_code


class PhoneForm(forms.Form):
    """The number to which the code goes."""

    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        help_text=_("The number that your unit wrote down in the roster."),
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "inputmode": "tel", "autofocus": True, "class": "num"}
        ),
    )

    def clean_phone(self) -> str:
        phone = normalise_phone(self.cleaned_data["phone"])
        if not phone:
            raise ValidationError(_("This is not an 11-digit mobile number. Check it once more."), code="phone")
        return phone


class CodeForm(forms.Form):
    """The six figures of the message."""

    code = forms.CharField(
        label=pgettext_lazy("login code", "Code"),
        max_length=20,
        help_text=_("Six figures from the newest message."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "num"}
        ),
    )

    def clean_code(self) -> str:
        """What cannot be a code counts as no try."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("The code has six digits. Check the message once more."), code="shape")
        return code


class WhoForm(forms.Form):
    """Which of the people who share a phone is here: names masked, worker numbers whole."""

    person = forms.ChoiceField(
        label=_("Who are you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you are.")},
    )

    def __init__(self, people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.uid): person for person in people}
        who = self.fields["person"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [(uid, f"{person.masked_name} {person.worker_no}") for uid, person in self.people.items()]

    @property
    def chosen(self) -> Person:
        return self.people[self.cleaned_data["person"]]
