from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    """Worker number or phone, and a password or the code on the slip."""

    error_messages = {
        "invalid_login": _(
            "The number and the password do not fit. Look at them once more, or ask your unit for a new login slip."
        ),
        "inactive": _("This login has been closed. Ask your unit."),
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

    def save(self, commit: bool = True) -> object:
        self.user.must_change_password = False
        return super().save(commit)
