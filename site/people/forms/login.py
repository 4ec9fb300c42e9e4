"""The forms of the door: name and password, a password of one's own, the second factor."""

from typing import Any

from allauth.account.forms import ReauthenticateForm as AccountReauthenticateForm
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MFAReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.logins.doors import enter
from people.models import User
from people.services.check_login import LoginLocked, LoginRefused, check_login, locked_error
from people.services.choose_password import choose_password
from people.services.second_factor import note_wrong_code, spend_code
from people.services.throttle_login import count_failure, forget_failures, locked_until


def _password_field(label: Any, autocomplete: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, **kwargs)


class LoginForm(forms.Form):
    """Worker number or phone, and a password or the code on the slip."""

    is_locked = False

    username = forms.CharField(
        label=_("Phone or worker number"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = _password_field(_("Password, or the code on the login slip"), "current-password", max_length=128)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> None:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return
        try:
            self.opened = check_login(request=self.request, name=name, password=password)
        except LoginRefused as refused:
            self.is_locked = isinstance(refused, LoginLocked)
            raise ValidationError(str(refused), code=refused.code) from refused

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """What allauth's login view calls when the form is right."""
        return enter(request, self.opened.user, way=self.opened.way, redirect_url=redirect_url)


class PasswordForm(SetPasswordForm):
    """A password of one's own. Who is not made to choose one types the present one first."""

    old_password = _password_field(_("Present password"), "current-password")
    new_password1 = _password_field(_("New password"), "new-password")
    new_password2 = _password_field(_("The same again"), "new-password")

    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        if user.must_change_password or not user.has_usable_password():
            del self.fields["old_password"]
        is_staff = user.is_staff or user.is_superuser
        self.fields["new_password1"].help_text = _FOR_STAFF if is_staff else _FOR_WORKERS

    def clean_old_password(self) -> str:
        """Wrong ones count as at the door."""
        password, name = self.cleaned_data["old_password"], self.user.username
        until = locked_until(name)
        if not until and self.user.check_password(password):
            return password
        until = until or count_failure(name)
        if until:
            raise ValidationError(str(locked_error(until)), code="locked")
        raise ValidationError(_("This is not your password. Look at it once more."), code="password_incorrect")

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if self.user.has_usable_password() and self.user.check_password(password):
            raise ValidationError(_("This is your present password. Choose another one."), code="password_same")
        return password

    def save(self, commit: bool = True) -> User:
        choose_password(user=self.user, password=self.cleaned_data["new_password1"])
        return self.user


_FOR_WORKERS = _("At least 8 characters, not only digits. Not your phone, number or name.")
_FOR_STAFF = _(
    "At least 8 characters, of three kinds: small letters, capitals, digits, signs. Not your "
    "phone, number or name."
)


class ReauthenticateForm(AccountReauthenticateForm):
    """The password once more, before a step that must not be taken by whoever finds the computer unlocked."""

    password = _password_field(_("Your password"), "current-password")


def _code_field(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=20,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "num"}
        ),
    )


class _CountedCode(BaseAuthenticateForm):
    """Wrong codes are counted in the database, as passwords are; then none is looked at for a while."""

    def clean_code(self) -> str:
        name = f"second-factor:{self.user.pk}"
        until = locked_until(name)
        if until:
            raise ValidationError(str(locked_error(until)), code="locked")
        try:
            code = super().clean_code()
            self._spend(code)
        except ValidationError:
            note_wrong_code(user=self.user, until=count_failure(name))
            raise
        forget_failures(name)
        return code

    def _spend(self, code: str) -> None:
        is_totp = self.authenticator.type == Authenticator.Type.TOTP
        if is_totp and not spend_code(authenticator=self.authenticator, code=code):
            raise get_mfa_adapter().validation_error("incorrect_code")


_EITHER = _("Six digits from the app on your phone, or one of your recovery codes.")


class SecondFactorForm(_CountedCode, AuthenticateForm):
    """The second factor at the door."""

    code = _code_field(_EITHER)


class SecondFactorAgainForm(_CountedCode, MFAReauthenticateForm):
    """The second factor before a sensitive step."""

    code = _code_field(_EITHER)


class ActivateSecondFactorForm(ActivateTOTPForm):
    """The first code proves that the phone has the key. Read the page from the top first: no focus of its own."""

    code = _code_field(_("Six figures that the app shows now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = self.is_bound
