"""The texts of the privacy notice, one file for each version. The files say which version is in force on a day."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

LANGUAGES = ("zh-hans", "en")


def notice_files() -> tuple[dict[str, Any], ...]:
    """Every version as its file says it, the earliest first. Read once per process."""
    return _read(str(settings.NOTICES_DIR))


@lru_cache
def _read(folder: str) -> tuple[dict[str, Any], ...]:
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in Path(folder).glob("*.toml")]
    return tuple(sorted(found, key=lambda notice: notice["version"]))


def current_version(day: date) -> int:
    """The version in force on a local day; 0 when none is."""
    return max((notice["version"] for notice in notice_files() if notice["effective_from"] <= day), default=0)
