"""Small helpers of this room's views."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from foundation.api import GridschoolError

T = TypeVar("T")


def try_or_tell(request: HttpRequest, action: Callable[..., T], **kwargs: Any) -> T | None:
    """Call a service; when it refuses, put its words on the next page and return None."""
    try:
        return action(**kwargs)
    except GridschoolError as refusal:
        messages.warning(request, refusal.message)
        return None


def try_form(form: Form, action: Callable[..., T], **kwargs: Any) -> T | None:
    """Call a service for a valid form; when it refuses, its words stand in the form with what was typed."""
    try:
        return action(**kwargs)
    except GridschoolError as refusal:
        form.add_error(None, refusal.message)
        return None
