"""A brake on guessing codes: so many looks in a minute from one address, counted in the cache."""

import time

from django.core.cache import cache
from django.http import HttpRequest

from foundation.api import client_address

LOOKS_PER_MINUTE = 30
_WINDOW_SECONDS = 60


def is_too_fast(request: HttpRequest) -> bool:
    """Count one look; whether it was one too many in this minute."""
    window = int(time.time()) // _WINDOW_SECONDS
    key = f"certificates.verify:{client_address(request)}:{window}"
    cache.add(key, 0, timeout=2 * _WINDOW_SECONDS)
    try:
        return cache.incr(key) > LOOKS_PER_MINUTE
    except ValueError:  # the cache dropped the key in between
        return False
