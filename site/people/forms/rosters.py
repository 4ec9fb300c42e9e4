"""Forms about who stands where: rosters, and one person leaving or coming back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import PeopleExport, Unit
from people.selectors.units import importable_units


class UnitField(forms.ModelChoiceField):
    """One of the officer's units; the list shows which lies in which."""

    def label_from_instance(self, unit: Unit) -> str:
        return "\u3000" * (unit.depth - self.top_depth) + unit.name

    def offer(self, units: Any) -> None:
        """Offer these units, in tree order."""
        self.queryset = units.order_by("path")
        self.top_depth = min(units.values_list("depth", flat=True), default=1)


class RosterForm(forms.Form):
    """An uploaded roster and the unit whose people it holds."""

    unit = UnitField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        empty_label=None,
        help_text=_("People are put into this unit and those below it, never elsewhere."),
    )
    file = forms.FileField(
        label=_("Roster (.xlsx, .xls, .et, .ods or .csv)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.xlsm,.ods,.csv,.tsv,.txt"}),
        error_messages={"required": _("Choose the roster's file first."), "empty": _("This file is empty.")},
    )
    is_complete = forms.BooleanField(
        label=_("This file lists everybody of this unit and those below it"),
        required=False,
        help_text=_(
            "Whoever is not in the file is then marked as left. You see each of them before anything is imported; "
            "nobody is deleted."
        ),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        units.offer(importable_units(user))


class ExportForm(forms.Form):
    """What a file of people is for, and what it holds."""

    unit = UnitField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    reason = forms.CharField(
        label=_("What the file is for"),
        min_length=2,
        max_length=100,
        help_text=_(
            "It is printed on every page together with your name and the time, and kept in the audit log. Write "
            "no names here."
        ),
        error_messages={"required": _("Write what the file is for.")},
    )
    form = forms.ChoiceField(label=_("Kind of file"), choices=PeopleExport.Form.choices)
    is_full = forms.BooleanField(
        label=_("With whole identity numbers"),
        required=False,
        help_text=_("Only when they are really needed. Without the tick they are masked. Noted separately."),
    )

    def __init__(self, *args: Any, user: Any, unit: Unit | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Any = self.fields["unit"]
        units.offer(importable_units(user))
        if unit is not None:
            self.initial["unit"] = unit.pk
