"""An authenticator app: RFC 6238 with SHA-1, 30 seconds, six figures."""

import base64
import hashlib
import hmac
import time


def code_of(key: str, at: float | None = None) -> str:
    """The code that a phone with this key (base 32, spaces allowed) shows now, or at a Unix time."""
    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(key.replace(" ", "")), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
