"""Forms of the audit log's screens."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.audit_actions import known_actions
from people.forms.staff import ReasonForm
from people.selectors.audit import AuditSearch
from people.services.export_audit import FORMATS


class AuditSearchForm(forms.Form):
    """What to look for in the log. `target` ("type:key") comes by a link, never by hand."""

    person = forms.CharField(label=_("Whom: name or worker number"), max_length=50, required=False)
    actor = forms.CharField(label=_("By whom: name or login"), max_length=50, required=False)
    action = forms.ChoiceField(label=pgettext_lazy("audit", "What"), required=False)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    target = forms.CharField(max_length=130, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        actions: Any = self.fields["action"]
        actions.choices = [("", pgettext_lazy("audit", "Everything")), *known_actions().items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            raise ValidationError(pgettext_lazy("audit", "The last day is before the first."))
        return data

    @property
    def search(self) -> AuditSearch:
        """What was understood; fields that were not are left out."""
        data = self.cleaned_data if self.is_bound and not self.errors else {}
        return AuditSearch(**{name: value for name, value in data.items() if value})


class AuditExportForm(ReasonForm):
    """In which form, and why."""

    file_format = forms.ChoiceField(
        label=pgettext_lazy("audit", "File"),
        choices=[(name, f".{name}") for name in FORMATS],
        widget=forms.RadioSelect,
        initial=FORMATS[0],
    )
