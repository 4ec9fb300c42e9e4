"""Small helpers of the result page."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from exams.selectors import MarkedOption, MarkedQuestion

register = template.Library()


@register.filter
def at(mapping: dict[Any, Any], key: Any) -> Any:
    """The value under a key, or None."""
    return mapping.get(key)


@register.filter
def option_words(option: MarkedOption, question: MarkedQuestion) -> str:
    """What stands under an option after marking; nothing under one that was rightly left alone."""
    if option.is_right and option.is_chosen:
        return _("You chose this, right")
    if option.is_chosen:
        return _("You chose this, wrong")
    if option.is_right:
        return _("Right as well, you missed it") if question.is_many else _("This is right")
    return ""
