"""Login codes by text message (domain reference 8.3): six figures, five minutes, limits like the provider's.

Aliyun refuses more than 1 a minute, 5 an hour and 10 a day to one number. Counting from the moment when a message
was handed over, our sliding windows can never allow what its own would refuse.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

DIGITS = 6
LIFE_MINUTES = 5
RESEND_SECONDS = 60
MAX_TRIES = 5
# (how many, in how many seconds) for one number.
NUMBER_LIMITS = ((1, RESEND_SECONDS), (5, 3600), (10, 24 * 3600))
LONGEST_WINDOW = timedelta(seconds=max(seconds for _most, seconds in NUMBER_LIMITS))
ADDRESS_WINDOW_SECONDS = 3600
IPV6_PREFIX = 64  # what one line is given: whoever owns it has all of its addresses

_LAYOUT = re.compile(r"[\s\-.·]")


def make_code() -> str:
    """Six figures that nobody can foresee."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def read_code(text: str) -> str:
    """The six figures in what somebody typed or pasted, full-width or with blanks; "" when they are none."""
    plain = _LAYOUT.sub("", unicodedata.normalize("NFKC", text))
    return plain if plain.isascii() and plain.isdigit() and len(plain) == DIGITS else ""


def is_live(*, sent_at: datetime | None, failures: int, now: datetime) -> bool:
    """Whether a code may still be typed."""
    if sent_at is None or failures >= MAX_TRIES:
        return False
    return sent_at <= now < sent_at + timedelta(minutes=LIFE_MINUTES)


def seconds_to_wait(sent: Iterable[datetime], now: datetime) -> int:
    """Seconds until one number may be sent another message; 0: at once. `sent`: when earlier ones were."""
    times = list(sent)
    return max(_wait(times, now, most, seconds) for most, seconds in NUMBER_LIMITS)


def seconds_for_address(asked: Iterable[datetime], now: datetime, most: int) -> int:
    """Seconds until one internet line may ask again, when `most` an hour are allowed."""
    return _wait(list(asked), now, most, ADDRESS_WINDOW_SECONDS)


def _wait(times: list[datetime], now: datetime, most: int, seconds: int) -> int:
    """The window slides: the oldest of the last `most` must have left it."""
    window = timedelta(seconds=seconds)
    inside = sorted(time for time in times if time > now - window)
    if len(inside) < most:
        return 0
    return ceil((inside[-most] + window - now).total_seconds())


def line_of(address: str) -> str:
    """The internet line behind an IP address: an IPv4 address itself, of IPv6 its network."""
    if not address:
        return ""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        return str(ip_network((ip, IPV6_PREFIX), strict=False))
    return str(ip)
