"""Wrong passwords are counted per login name, known or not, in the cache.

In an installation without Redis each web process counts by itself, so the limit is multiplied by their number.
"""

from django.core.cache import cache

from foundation.api import keyed_hash
from people.rules.contact import normalise_phone

MAX_FAILURES = 5
WINDOW_SECONDS = 15 * 60
PURPOSE = "login.throttle"


def is_locked(name: str) -> bool:
    """Whether this login name has had too many wrong passwords within the last quarter of an hour."""
    return bool(cache.get(_key(name), 0) >= MAX_FAILURES)


def count_failure(name: str) -> None:
    """Note a wrong password; the window begins with the first one."""
    key = _key(name)
    if not cache.add(key, 1, WINDOW_SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.add(key, 1, WINDOW_SECONDS)


def forget_failures(name: str) -> None:
    """After a successful login."""
    cache.delete(_key(name))


def _key(name: str) -> str:
    return "login-" + keyed_hash(normalise_phone(name) or name.strip().lower(), purpose=PURPOSE)
