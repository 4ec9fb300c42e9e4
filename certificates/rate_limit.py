"""A brake on guessing codes: so many looks in a minute from one address, counted in the cache."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

LOOKS_PER_MINUTE = 30
_WINDOW_SECONDS = 60


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks. Behind our proxy that is the last one in X-Forwarded-For, which it wrote."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def is_too_fast(request: HttpRequest) -> bool:
    """Count one look; whether it was one too many in this minute."""
    window = int(time.time()) // _WINDOW_SECONDS
    key = f"certificates.verify:{client_address(request)}:{window}"
    cache.add(key, 0, timeout=2 * _WINDOW_SECONDS)
    try:
        return cache.incr(key) > LOOKS_PER_MINUTE
    except ValueError:  # the cache dropped the key in between
        return False
