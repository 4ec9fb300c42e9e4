"""The shared part of a lesson page: the same words for every reader, so they are rendered once per revision."""

from collections import OrderedDict

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from courses.models import LessonPage

KEPT = 200

_rendered: "OrderedDict[tuple[int, int, str], SafeString]" = OrderedDict()


def lesson_html(page: LessonPage) -> SafeString:
    """The lesson's blocks as HTML. Kept in process under the live revision, so publishing renews it everywhere."""
    if page.live_revision_id is None:
        return render_lesson(page)
    key = (page.pk, page.live_revision_id, get_language() or "")
    if key not in _rendered:
        _rendered[key] = render_lesson(page)
    _rendered.move_to_end(key)
    while len(_rendered) > KEPT:
        _rendered.popitem(last=False)
    return _rendered[key]


def characters_of(page: LessonPage) -> int:
    """How many characters a reader has before them, without markup and white space."""
    return len("".join(strip_tags(lesson_html(page)).split()))


def render_lesson(page: LessonPage) -> SafeString:
    """The blocks as they stand in hand, saved or not."""
    return render_to_string("courses/blocks/body.html", {"body": page.body})
