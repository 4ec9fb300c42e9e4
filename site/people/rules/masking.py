"""Masks of personal data: one scheme everywhere, so that fragments cannot be joined (domain reference 4.5)."""

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
    """First three and last four characters: 990***********0019."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_phone(phone: str) -> str:
    """138****1234."""
    return phone[:3] + "*" * 4 + phone[-4:] if len(phone) == 11 else phone


def mask_login(name: str) -> str:
    """A login name as somebody typed it, perhaps a slipped password: 138****1234 for a phone, else G2******17."""
    phone = normalise_phone(name)
    plain = name.strip()
    if phone:
        return mask_phone(phone)
    return plain[:2] + "*" * 6 + (plain[-2:] if len(plain) > 6 else "")
