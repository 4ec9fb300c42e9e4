"""What a browser calls itself, in words for its owner (User-Agent; domain reference 8.1). Pure.

The first sign that is found counts, so the narrower ones stand first. A guess, and shown as no more: it helps
somebody to tell their phone from the office's computer.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

Text = str | Promise

PROGRAMS: tuple[tuple[str, Text], ...] = (
    (r"wxwork/", pgettext_lazy("device", "WeCom")),
    (r"MicroMessenger/", pgettext_lazy("device", "WeChat")),
    (r"DingTalk/", pgettext_lazy("device", "DingTalk")),
    (r"HuaweiBrowser/", pgettext_lazy("device", "Huawei's browser")),
    (r"MiuiBrowser/", pgettext_lazy("device", "Xiaomi's browser")),
    (r"QQBrowser/", pgettext_lazy("device", "QQ's browser")),
    (r"QIHU|360SE|360EE|Qaxbrowser", pgettext_lazy("device", "360's browser")),
    (r"Edg(?:A|iOS)?/", "Edge"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
MACHINES: tuple[tuple[str, Text], ...] = (
    (r"iPhone|iPod", pgettext_lazy("device", "iPhone")),
    (r"iPad", pgettext_lazy("device", "iPad")),
    (r"OpenHarmony|HarmonyOS|HMOS", pgettext_lazy("device", "HarmonyOS phone")),
    (r"Android", pgettext_lazy("device", "Android phone")),
    (r"Windows|Macintosh|X11|Linux|CrOS", pgettext_lazy("device", "Computer")),
)
UNKNOWN: Text = gettext_lazy("Unknown device")


def device_words(agent: str) -> str:
    """Such as “WeChat · Android phone”, “Computer · Chrome”: on a phone the program comes first."""
    program, machine = _first(PROGRAMS, agent), _first(MACHINES, agent)
    if not machine or not program:
        return str(machine or program or UNKNOWN)
    both = {"program": program, "machine": machine}
    if is_handheld(agent):
        return _("%(program)s · %(machine)s") % both
    return _("%(machine)s · %(program)s") % both


def is_handheld(agent: str) -> bool:
    """Whether it is a phone or a tablet."""
    return bool(re.search(r"iPhone|iPod|iPad|Android|OpenHarmony|HarmonyOS|HMOS|Mobile", agent))


def _first(signs: tuple[tuple[str, Text], ...], agent: str) -> Text:
    return next((words for sign, words in signs if re.search(sign, agent)), "")
