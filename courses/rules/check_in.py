"""The check-in code of a session: four digits that change every five minutes. Pure."""

import hmac
import uuid
from datetime import datetime, timedelta

SLOT_SECONDS = 300
CODE_DIGITS = 4
# Doors open half an hour before the drill.
OPENS_BEFORE = timedelta(minutes=30)


def code_at(seed: uuid.UUID, now: datetime) -> str:
    """The code that the session shows at a moment."""
    return _code(seed, _slot(now))


def is_code(seed: uuid.UUID, typed: str, now: datetime) -> bool:
    """Whether the typed digits are this slot's code or the one before it."""
    slot = _slot(now)
    codes = (_code(seed, slot), _code(seed, slot - 1))
    return any(hmac.compare_digest(code.encode(), typed.strip().encode()) for code in codes)


def seconds_shown(now: datetime) -> int:
    """Seconds until the next code, 1 to 300."""
    return SLOT_SECONDS - int(now.timestamp()) % SLOT_SECONDS


def is_check_in_open(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """From half an hour before the start until the end."""
    return starts_at - OPENS_BEFORE <= now <= ends_at


def _slot(now: datetime) -> int:
    return int(now.timestamp()) // SLOT_SECONDS


def _code(seed: uuid.UUID, slot: int) -> str:
    digest = hmac.digest(seed.bytes, str(slot).encode(), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_DIGITS:0{CODE_DIGITS}d}"
