"""Encryption of what must be readable again, and keyed hashes of what must be found again.

Keys come from settings: IDENTITY_KEYS is a list "id:base64 of 32 bytes", the first one encrypts, all decrypt,
so a key is rotated by putting a new one in front. IDENTITY_HASH_KEY never changes.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12


def _keys() -> dict[str, bytes]:
    pairs = (entry.split(":", 1) for entry in settings.IDENTITY_KEYS)
    return {name: base64.b64decode(key) for name, key in pairs}


def encrypt(text: str, *, purpose: str) -> str:
    """AES-256-GCM under the first key; the purpose is authenticated with it. Returns "key id:base64"."""
    name, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{name}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(token: str, *, purpose: str) -> str:
    """The text of a token made by `encrypt` for the same purpose.

    Raises KeyError when the key is gone, cryptography's InvalidTag when the token was tampered with.
    """
    name, data = token.split(":", 1)
    raw = base64.b64decode(data)
    return AESGCM(_keys()[name]).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()


def keyed_hash(text: str, *, purpose: str) -> str:
    """HMAC-SHA256 in hex: equal texts have equal hashes, and nobody without the key can try them out."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(settings.IDENTITY_HASH_KEY.encode(), message, hashlib.sha256).hexdigest()
