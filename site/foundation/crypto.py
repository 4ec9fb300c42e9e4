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


def current_key() -> str:
    """The id of the key that encrypts now."""
    return next(iter(_keys()))


def key_of(token: str) -> str:
    """The id of the key under which a token was made."""
    return token.split(":", 1)[0]


def encrypt(text: str, *, purpose: str) -> str:
    """AES-256-GCM under the first key; the purpose is authenticated with it. Returns "key id:base64"."""
    name, sealed = _seal(text.encode(), purpose)
    return f"{name}:{base64.b64encode(sealed).decode()}"


def decrypt(token: str, *, purpose: str) -> str:
    """The text of a token made by `encrypt` for the same purpose.

    Raises KeyError when the key is gone, cryptography's InvalidTag when the token was tampered with.
    """
    name, data = token.split(":", 1)
    return _open(name, base64.b64decode(data), purpose).decode()


def encrypt_bytes(data: bytes, *, purpose: str) -> bytes:
    """Like `encrypt`, for the content of files. Returns b"key id:" and the raw bytes."""
    name, sealed = _seal(data, purpose)
    return name.encode() + b":" + sealed


def decrypt_bytes(token: bytes, *, purpose: str) -> bytes:
    """The bytes of a token made by `encrypt_bytes`; raises as `decrypt` does."""
    name, sealed = token.split(b":", 1)
    return _open(name.decode(), sealed, purpose)


def _seal(data: bytes, purpose: str) -> tuple[str, bytes]:
    name, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return name, nonce + AESGCM(key).encrypt(nonce, data, purpose.encode())


def _open(name: str, sealed: bytes, purpose: str) -> bytes:
    return AESGCM(_keys()[name]).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())


def keyed_hash(text: str, *, purpose: str) -> str:
    """HMAC-SHA256 in hex: equal texts have equal hashes, and nobody without the key can try them out."""
    message = f"{purpose}\0{text}".encode()
    return hmac.new(settings.IDENTITY_HASH_KEY.encode(), message, hashlib.sha256).hexdigest()
