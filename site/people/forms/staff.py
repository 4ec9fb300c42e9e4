"""Forms of the screens about roles, logins and the audit log."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import RoleAssignment, Unit
from people.rules.contact import normalise_phone
from people.rules.identity import IdentityRefused, parse_identity
from people.selectors.units import own_units

REASON_LENGTH = 200


class ReasonForm(forms.Form):
    """Why something is done that somebody may ask about later."""

    reason = forms.CharField(
        label=pgettext_lazy("people", "Why"),
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why, in a few words.")},
    )


class UnitField(forms.ModelChoiceField):
    """Units as a tree: what lies below stands further right."""

    top_depth = 1

    def label_from_instance(self, unit: Any) -> str:
        return "\u3000" * (unit.depth - self.top_depth) + unit.name


class RoleForm(forms.Form):
    """Which role at which of the officer's units."""

    role = forms.ChoiceField(
        label=pgettext_lazy("people", "Role"),
        choices=RoleAssignment.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    unit = UnitField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        empty_label=pgettext_lazy("people", "Choose …"),
        help_text=_("The role holds in this unit and in everything below it."),
        error_messages={"required": _("Choose a unit.")},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        units.queryset = own_units(user)
        units.top_depth = min((unit.depth for unit in units.queryset), default=1)


class StaffForm(RoleForm):
    """Somebody who stands in no roster, with a role."""

    name = forms.CharField(label=pgettext_lazy("people", "Name"), max_length=50)
    identity = forms.CharField(
        label=_("Identity number"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    post = forms.CharField(label=pgettext_lazy("person", "Post"), max_length=50, required=False)

    field_order = ["name", "identity", "phone", "post", "unit", "role"]

    def clean_identity(self) -> str:
        try:
            found = parse_identity(self.cleaned_data["identity"], allow_demo=settings.ALLOW_DEMO_IDENTITIES)
        except IdentityRefused as error:
            raise ValidationError(str(error)) from error
        return found.number

    def clean_phone(self) -> str:
        words = self.cleaned_data["phone"]
        phone = normalise_phone(words)
        if words and not phone:
            raise ValidationError(_("This is not an 11-digit mobile number. Leave it empty if there is none."))
        return phone
