"""Forms about one's own data, and the officers' answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import DataRequest, Purpose

Kind = DataRequest.Kind


class ConsentForm(forms.Form):
    """One tick for each purpose; what is not ticked is a no."""

    purposes = forms.MultipleChoiceField(
        label=_("I agree to"),
        choices=[
            (Purpose.PHOTO, _("Photos at drills, kept as a record of the drill")),
            (Purpose.LOCATION, _("My rough location at the moment of check-in")),
            (Purpose.SMS, _("Reminders of classes and exams by SMS")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class CorrectionForm(forms.ModelForm):
    """What is wrong, what should stand there, and whatever else there is to say."""

    class Meta:
        model = DataRequest
        fields = ["field", "wanted", "text"]

    field = forms.ChoiceField(
        label=_("What is wrong?"), choices=DataRequest.Field.choices, widget=forms.RadioSelect
    )
    wanted = forms.CharField(
        label=_("What should stand there?"),
        max_length=50,
        required=False,
        help_text=_("Never type an identity number here: show your card to the station instead."),
    )
    text = forms.CharField(
        label=_("Anything else?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example since when, or which paper shows it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        field = cleaned.get("field")
        if field in {"name", "phone", "post"} and not cleaned.get("wanted"):
            self.add_error("wanted", _("Write what should stand there."))
        if field == DataRequest.Field.OTHER and not cleaned.get("text"):
            self.add_error("text", _("Tell in your own words what is wrong."))
        if field == DataRequest.Field.IDENTITY:
            cleaned["wanted"] = ""
        return cleaned


class ErasureForm(forms.ModelForm):
    """One deliberate tick."""

    class Meta:
        model = DataRequest
        fields = ["text"]

    text = forms.CharField(
        label=pgettext_lazy("privacy", "Why? (you need not say)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    understood = forms.BooleanField(
        label=_("I have read what goes and what stays, and I can no longer sign in afterwards."),
        error_messages={"required": _("Tick this first, so that we know you have read it.")},
    )


REQUEST_FORMS: dict[str, type[forms.ModelForm]] = {Kind.CORRECTION: CorrectionForm, Kind.ERASURE: ErasureForm}


class AnswerForm(forms.Form):
    """An officer's answer: the right value where there is a field, and words for the person.

    An erasure is `confirmed` by a tick of its own, so that no stray tap does it.
    """

    value = forms.CharField(label=_("What will stand there"), max_length=50, required=False)
    answer = forms.CharField(
        label=_("Words for the person"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confirmed = forms.BooleanField(
        label=_("I have made sure that the person asks for this, and know that it cannot be undone."),
        required=False,
    )

    def __init__(self, *args: Any, is_erasure: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_erasure = is_erasure

    @property
    def is_refusal(self) -> bool:
        """Whether the button that refuses was pressed."""
        return bool(self.data.get("deed") == "refuse")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_erasure and not self.is_refusal and not cleaned.get("confirmed"):
            self.add_error("confirmed", _("Nothing was erased. Tick this first."))
        return cleaned
