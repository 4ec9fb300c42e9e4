"""Numbers as people read them. Django's own grouping follows the locale, and the Chinese one has none."""

from django import template

register = template.Library()


@register.filter
def grouped(value: int | None) -> str:
    """13083 as 13,083; nothing as 0."""
    return f"{value or 0:,}"
