"""How facts are written on a certificate. The paper is Chinese, whatever language the officer's screen has."""

from datetime import date
from decimal import Decimal

SEX_WORDS = {"male": "男", "female": "女"}


def chinese_date(day: date) -> str:
    """2026年1月5日: Arabic figures without padding (domain reference 3.3)."""
    return f"{day.year}年{day.month}月{day.day}日"


def plain_hours(hours: Decimal) -> str:
    """Hours without idle zeros: 2.50 as 2.5, 8.00 as 8."""
    text = f"{hours:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
