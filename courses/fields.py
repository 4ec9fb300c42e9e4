from typing import Any

from wagtail.fields import StreamField


class LessonStreamField(StreamField):
    """A stream whose list of blocks stays out of migrations: which blocks there are is code, not schema."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
