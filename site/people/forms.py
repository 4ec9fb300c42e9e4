from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.services.throttle_login import count_failure, forget_failures, is_locked


class LoginForm(AuthenticationForm):
    """Worker number or phone, and a password or the code on the slip."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "The number and the password do not fit. Look at them once more, or ask your unit for a new login "
            "slip. If you share your phone with somebody, use your worker number."
        ),
        "locked": _(
            "Too many wrong passwords. Wait 15 minutes, or ask your unit for a login slip: its code works at once."
        ),
    }

    username = forms.CharField(
        label=_("Phone or worker number"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password, or the code on the login slip"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    @property
    def is_locked(self) -> bool:
        """Whether the login name that was sent is locked for now."""
        return is_locked(self.data.get(self.add_prefix("username"), ""))

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "")
        try:
            cleaned = super().clean()
        except ValidationError:
            count_failure(name)
            raise
        forget_failures(name)
        return cleaned

    def get_invalid_login_error(self) -> ValidationError:
        if is_locked(self.cleaned_data["username"]):
            return ValidationError(self.error_messages["locked"], code="locked")
        return super().get_invalid_login_error()


class FirstPasswordForm(SetPasswordForm):
    """A password of one's own; the demand for one ends with it."""

    new_password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, not only figures. Not your phone, number or name."),
    )
    new_password2 = forms.CharField(
        label=_("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = False
        return super().save(commit)


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
