"""System checks of what the machine must have, each with a hint that says what to do."""

import ctypes.util
import subprocess
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

APT_HINT = "Debian or Ubuntu: apt-get install --no-install-recommends "


@register
def check_weasyprint(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """WeasyPrint needs Pango to work at all, and HarfBuzz's subsetter not to be forty times slower."""
    found: list[CheckMessage] = []
    if not (_has_library("pango-1.0") and _has_library("pangoft2-1.0")):
        hint = APT_HINT + "libpango-1.0-0 libpangoft2-1.0-0"
        found.append(Error("Pango is missing: certificates cannot be rendered.", hint=hint, id="gridschool.E001"))
    if not _has_library("harfbuzz-subset"):
        hint = APT_HINT + "libharfbuzz-subset0"
        found.append(
            Warning(
                "HarfBuzz's subsetter is missing: each certificate takes 15 s instead of 0.4.",
                hint=hint,
                id="gridschool.W001",
            )
        )
    return found


def _has_library(name: str) -> bool:
    return ctypes.util.find_library(name) is not None


@register
def check_fonts(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Certificates are set in Noto Serif CJK; another face would move every line."""
    try:
        listed = subprocess.run(
            ["fc-list", ":lang=zh-cn", "family"],  # noqa: S607  where it lies differs by system
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        listed = ""
    if "Noto Serif CJK SC" in listed:
        return []
    hint = APT_HINT + "fontconfig fonts-noto-cjk fonts-hanazono"
    return [
        Warning(
            "Noto Serif CJK SC is missing: Chinese text would print as boxes.", hint=hint, id="gridschool.W002"
        )
    ]


@register
def check_plugins(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Each plugin that the operator named and that could not be used."""
    return [
        Warning(reason, hint="Install it, or take it out of GRIDSCHOOL_PLUGINS.", id="gridschool.W003")
        for reason in settings.PLUGIN_FINDINGS.refused.values()
    ]
