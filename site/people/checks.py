"""System checks of keys, which would otherwise fail at the first person only."""

import base64
import binascii
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

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


def _is_key(entry: str) -> bool:
    name, _, data = entry.partition(":")
    try:
        return bool(name) and len(base64.b64decode(data, validate=True)) == 32
    except binascii.Error:
        return False
