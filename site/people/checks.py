"""System checks of keys, masks and the notice, which would otherwise fail at the first person only."""

import base64
import binascii
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils import timezone

from people.logins.second_factor import OPTIONAL, REQUIRED
from people.logins.sms import is_sms_on, make_provider
from people.notices import current_version
from people.rules.masking import is_mask

_MAKE_KEY = "import base64,os;print('k1:'+base64.b64encode(os.urandom(32)).decode())"


@register
def check_identity_keys(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every identity key must be "id:base64 of 32 bytes"."""
    bad = [entry.split(":")[0] for entry in settings.IDENTITY_KEYS if not _is_key(entry)]
    if settings.IDENTITY_KEYS and not bad:
        return []
    return [
        Error(
            f"IDENTITY_KEYS is empty or has malformed keys: {', '.join(bad) or '-'}.",
            hint=f'Each is id:base64, made by: python -c "{_MAKE_KEY}"',
            id="people.E001",
        )
    ]


UNSCOPED_APPS = (
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "django.contrib.admin",
)


@register
def check_unscoped_apps(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What shows every county's rows to everybody, and cannot be told otherwise, stays out."""
    return [
        Error(
            f"{name} is installed: it knows no counties, and would show each the rows of all.",
            hint="Take it out of INSTALLED_APPS; build what is needed as a scoped screen.",
            id="people.E010",
        )
        for name in UNSCOPED_APPS
        if apps.is_installed(name)
    ]


def _is_key(entry: str) -> bool:
    name, _, data = entry.partition(":")
    try:
        return bool(name) and len(base64.b64decode(data, validate=True)) == 32
    except binascii.Error:
        return False


@register
def check_second_factor(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A misspelt setting must not silently let staff in with a password alone."""
    if settings.STAFF_SECOND_FACTOR in (REQUIRED, OPTIONAL):
        return []
    message = f"STAFF_SECOND_FACTOR is {settings.STAFF_SECOND_FACTOR!r}."
    return [Error(message, hint=f'It is "{REQUIRED}" or "{OPTIONAL}".', id="people.E002")]


@register(Tags.security, deploy=True)
def check_sign_on_addresses(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A county's answers are believed because the line to its server is."""
    plain = [entry["id"] for entry in settings.OIDC_PROVIDERS if not entry["server_url"].startswith("https://")]
    hint = "Give server_url in OIDC_PROVIDERS as https://…"
    return [Error(f"The sign-on {name!r} is not asked over HTTPS.", hint=hint, id="people.E003") for name in plain]


@register
def check_sms(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A provider of text messages must be there and not just for trying, or codes stand where others read them."""
    if not is_sms_on():
        return []
    try:
        provider = make_provider()
    except Exception as trouble:  # whatever a provider's class may raise when it is made
        hint = "SMS_BACKEND is the dotted path of a class with a method send, SMS_OPTIONS what it is made with."
        return [Error(f"The provider of text messages cannot be made: {trouble}", hint=hint, id="people.E006")]
    if getattr(provider, "is_for_trying", False) and not settings.ALLOW_DEMO_IDENTITIES:
        hint = "Name your provider's class in SMS_BACKEND, or leave it empty: then no codes are offered."
        return [Error(f"{settings.SMS_BACKEND} shows login codes to others.", hint=hint, id="people.E007")]
    return []


@register
def check_masks(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The masks of numbers must be understood."""
    names = [name for name in ("IDENTITY_MASK", "PHONE_MASK") if not is_mask(getattr(settings, name))]
    hint = "How many characters are shown in front and at the end: 3+4, or 3+0. At most 6+4."
    return [Error(f"{name} cannot be understood.", hint=hint, id="people.E004") for name in names]


@register
def check_notice(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """There must be a privacy notice in force, else nobody is told what is kept about them."""
    if current_version(timezone.localdate()):
        return []
    hint = "NOTICES_DIR must hold numbered TOML files like site/people/data/notices/1.toml, one of them in force."
    return [Error("There is no privacy notice in force.", hint=hint, id="people.E005")]
