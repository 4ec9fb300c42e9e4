"""One style sheet for every page outside the admin, put together from its parts: one request on a slow network."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

SCHOOL_CSS = "gridschool/css/school.css"
# In this order; a part may lie in any room. All lie as deep as the whole, so that ../img/ means the same.
PARTS = (
    "gridschool/css/tokens.css",
    "gridschool/css/base.css",
    "gridschool/css/components.css",
    "gridschool/css/forms.css",
    "gridschool/css/lesson.css",
    "gridschool/css/exam.css",
    "gridschool/css/teach.css",
    "courses/css/learn.css",
    "exams/css/paper.css",
    "people/css/my_data.css",
    "gridschool/css/views.css",
    "gridschool/css/print.css",
)
_COMMENT, _INDENT = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\n\s*")


class SchoolCssFinder(finders.BaseFinder):
    """Finds the bundle as if it lay among the static files; it lies under BUNDLES_DIR."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.BUNDLES_DIR)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != SCHOOL_CSS:
            return []
        found = str(write_school_css(Path(self.storage.path(SCHOOL_CSS))))
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        write_school_css(Path(self.storage.path(SCHOOL_CSS)))
        yield SCHOOL_CSS, self.storage


def write_school_css(target: Path) -> Path:
    """Write the bundle unless it stands there already; many processes may do so at a time."""
    text = "".join(_squeezed(Path(str(finders.find(part)))) for part in PARTS)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{uuid.uuid4().hex}")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(target)
    return target


def _squeezed(part: Path) -> str:
    """The part without comments and indents."""
    return _INDENT.sub("\n", _COMMENT.sub("", part.read_text(encoding="utf-8"))).lstrip()
