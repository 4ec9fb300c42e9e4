"""Masks of personal data: one scheme everywhere, so that fragments cannot be joined (domain reference 4.5)."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from people.rules.contact import normalise_phone

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "尉迟",
        "皇甫",
        "令狐",
        "慕容",
        "东方",
        "夏侯",
        "公孙",
        "长孙",
        "宇文",
        "轩辕",
        "司徒",
        "独孤",
        "南宫",
        "西门",
        "端木",
        "百里",
        "呼延",
        "申屠",
        "太史",
        "濮阳",
        "淳于",
        "单于",
        "公冶",
        "宗政",
        "赫连",
        "澹台",
        "钟离",
        "闾丘",
        "鲜于",
        "仲孙",
        "拓跋",
        "夹谷",
        "谷梁",
        "乐正",
        "漆雕",
        "公西",
        "巫马",
        "壤驷",
        "左丘",
        "东郭",
        "梁丘",
        "第五",
    ]
)
NAME_DOT = "·"


def mask_name(name: str) -> str:
    """张* for two characters, 张*丰 for more, 欧阳** for compound surnames, each part of 阿***·买** by itself."""
    if NAME_DOT in name:
        return NAME_DOT.join(part[:1] + "*" * (len(part) - 1) for part in name.split(NAME_DOT))
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2] + "*" * (len(name) - 2)
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_identity(number: str) -> str:
    """By the setting IDENTITY_MASK: 990***********0019 with 3+4, 990*************** with 3+0."""
    return _mask(number, settings.IDENTITY_MASK)


def mask_phone(phone: str) -> str:
    """By the setting PHONE_MASK: 138****1234 with 3+4."""
    return _mask(phone, settings.PHONE_MASK)


def mask_certificate_number(number: str) -> str:
    """The last four characters alone, of numbers whose form and length differ from place to place."""
    return _mask(number, "0+4")


def _mask(text: str, shown: str) -> str:
    head, tail = (int(part) for part in shown.split("+"))
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def is_mask(shown: str) -> bool:
    """Whether a setting can be understood: "3+4" and the like, never so much that hardly anything is hidden."""
    return re.fullmatch(r"[0-6]\+[0-4]", shown) is not None


def mask_login(name: str) -> str:
    """A login name as somebody typed it, perhaps a slipped password: 138****1234 for a phone, else G2******17."""
    phone = normalise_phone(name)
    plain = name.strip()
    if phone:
        return mask_phone(phone)
    return plain[:2] + "*" * 6 + (plain[-2:] if len(plain) > 6 else "")


_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")


def hide_identities(value: Any) -> Any:
    """The same text, list or mapping with every identity number in it masked; other values as they are."""
    return _each_text(value, lambda text: _IDENTITY.sub(lambda found: mask_identity(found.group()), text))


def hide_person(value: Any, *, name: str, phone: str, worker_no: str) -> Any:
    """The same text, list or mapping without somebody's phone, and with the worker number for their name."""

    def hide(text: str) -> str:
        text = text.replace(name, worker_no) if len(name) > 1 else text
        return text.replace(phone, mask_phone(phone)) if phone else text

    return _each_text(value, hide)


def mask_search(words: str) -> str:
    """What somebody searched for, as a log may keep it: a name or a phone masked, a number as it is."""
    phone = normalise_phone(words)
    if phone:
        return mask_phone(phone)
    is_number = any(letter.isdigit() for letter in words)
    return str(hide_identities(words)) if is_number else mask_name(words.strip())


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each_text(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in value.items()}
    return value
