"""Secrets of a one-machine installation: made once, kept in a file that only its owner may read."""

import base64
import json
import os
import secrets
from pathlib import Path


def load_or_make_secrets(path: Path) -> dict[str, str]:
    """Read the secrets file, or write a new one with random values (mode 0600).

    Two processes may start at the same moment: the file is linked into place whole, the later one reads it.
    """
    if not path.exists():
        _write_once(path, _new_secrets())
    return json.loads(path.read_text(encoding="utf-8"))


def _new_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "IDENTITY_KEYS": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "IDENTITY_HASH_KEY": secrets.token_urlsafe(48),
    }


def _write_once(path: Path, values: dict[str, str]) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(values), encoding="utf-8")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its secrets are the ones
    finally:
        draft.unlink()
