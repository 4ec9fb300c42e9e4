import uuid
from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from foundation.api import keyed_hash
from people.rules.login_codes import line_of


class User(AbstractUser):
    """A login. Facts belong to the person; platform administrators and some staff have none.

    `is_staff` marks whoever holds a role (the role services keep it), so that every request knows it without a
    query; what a role allows is asked of the roles. Every session carries a digest that `session_stamp` is part
    of: counting it up ends them all.
    """

    class TypeSize(models.TextChoices):
        STANDARD = "standard", _("Standard")
        LARGE = "elder", _("Large")
        LARGEST = "max", _("Largest")

    class Contrast(models.TextChoices):
        PLAIN = "plain", _("Plain contrast")
        HIGH = "high", _("High contrast")

    person = models.OneToOneField(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="user"
    )
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    second_factor_since = models.DateTimeField(null=True, blank=True)
    session_stamp = models.PositiveIntegerField(default=0)
    # The last version of the privacy notice that this login's person has seen.
    notice_version = models.PositiveSmallIntegerField(default=0, editable=False)
    # How this login likes the pages; "" was never chosen, then the device's cookie decides.
    type_size = models.CharField(max_length=8, choices=TypeSize.choices, blank=True, editable=False)
    contrast = models.CharField(max_length=8, choices=Contrast.choices, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("login")  # type: ignore[assignment]  # lazy, as everywhere

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """The person's name, or the family name field, in Chinese order."""
        return self.person.name if self.person else f"{self.last_name}{self.first_name}"

    def get_session_auth_hash(self) -> str:
        """Sessions end with the password, when the second factor is turned on, off or reset, and by the stamp."""
        return self._stamped(self._with_second_factor(super().get_session_auth_hash()))

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """As above, by secrets that were replaced."""
        plain = super().get_session_auth_fallback_hash()
        return (self._stamped(self._with_second_factor(one)) for one in plain)

    def _with_second_factor(self, plain_hash: str) -> str:
        if self.second_factor_since is None:
            return plain_hash
        since = f"{plain_hash}:{self.second_factor_since.timestamp()}"
        return salted_hmac("people.second_factor", since, algorithm="sha256").hexdigest()

    def _stamped(self, plain_hash: str) -> str:
        if not self.session_stamp:
            return plain_hash
        return salted_hmac("people.sessions", f"{plain_hash}:{self.session_stamp}", algorithm="sha256").hexdigest()


class RoleAssignment(models.Model):
    """A login holds a role in a unit, hence in everything below it. `given_at` is unknown of the oldest ones."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("Officer")
        TRAINER = "trainer", _("Trainer")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(max_length=10, choices=Role.choices)
    given_at = models.DateTimeField(auto_now_add=True, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="role_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} @ {self.unit}"


class SlipBatch(models.Model):
    """Slips printed together. `uid` comes with the form, so that a form sent twice issues once.

    `sheet` holds the codes, encrypted, from issue until the sheet is shown; then it is blanked.
    """

    uid = models.UUIDField(unique=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    size = models.PositiveIntegerField()
    sheet = models.TextField(blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.size} slips {self.issued_at:%Y-%m-%d}"


class LoginSlip(models.Model):
    """A slip of paper with which a person logs in for the first time, or after losing the password.

    It carries a QR code with a token, and a short code to type where nothing can be scanned. Only hashes of the
    two are kept; whichever is used first, the slip is good for one login until `expires_at`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_slips")
    code_hash = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["user", "expires_at"], name="slip_user_expiry"),
            models.Index(fields=["token_hash"], name="slip_token"),
        ]

    def __str__(self) -> str:
        return f"slip for {self.user} until {self.expires_at:%Y-%m-%d}"


class LoginThrottle(models.Model):
    """Wrong passwords or codes for one login name, known or not; `key` is a keyed hash of it.

    Counted from `since`; locked while `locked_until` lies ahead.
    """

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(db_index=True)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures since {self.since:%Y-%m-%d %H:%M}"


class LoginCode(models.Model):
    """The one live login code of a phone number, known or not; `key` is a keyed hash of the number.

    Only a keyed hash of the code is kept, "" once it was used. Whoever asks or tries locks this row first.
    """

    key = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"login code, {self.failures} failures"

    @staticmethod
    def key_of(phone: str) -> str:
        """The keyed hash under which a number's code is found."""
        return keyed_hash(phone, purpose="login.code.number")

    @staticmethod
    def hash_of(phone: str, code: str) -> str:
        """What is kept of a code."""
        return keyed_hash(f"{phone}:{code}", purpose="login.code")


class CodeAsked(models.Model):
    """Somebody asked for a login code: what the limits of a number and of an internet line are counted from.

    `key` and `line` are keyed hashes. `seconds` is how long the provider took; None while nobody was written to:
    numbers that are not in the roster are answered after the same time.
    """

    class Outcome(models.TextChoices):
        SENT = "sent", "sent"
        FAILED = "failed", "failed"

    key = models.CharField(max_length=64)
    line = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.SENT)
    seconds = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["key", "asked_at"], name="code_asked_key"),
            models.Index(fields=["line", "asked_at"], name="code_asked_line"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.asked_at:%Y-%m-%d %H:%M}"

    @staticmethod
    def line_of(address: str) -> str:
        """The keyed hash of the internet line behind an IP address."""
        return keyed_hash(line_of(address), purpose="login.code.line")
