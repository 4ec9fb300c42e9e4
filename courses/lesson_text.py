"""The shared part of a lesson page: the same words for every reader, so they are rendered once per revision."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from courses.models import LessonPage, SchoolDocument, SchoolImage
from courses.page_links import linkable_pages, links_within_school_of

KEPT = 200

# What of a picture, a document or a linked page shows in a lesson.
_FIELDS: dict[type[Model], tuple[str, ...]] = {
    SchoolImage: ("file_hash", "focal_point_x", "focal_point_y"),
    SchoolDocument: ("file", "file_size", "title"),
    Page: ("path",),
}
State = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class _Rendered:
    """A lesson as HTML, what stands in it by key, and what that was like."""

    html: SafeString
    keys: dict[type[Model], list[Any]]
    state: State


_rendered: "OrderedDict[tuple[int, int, str], _Rendered]" = OrderedDict()


def lesson_html(page: LessonPage) -> SafeString:
    """The lesson's blocks as HTML. Kept in process under the live revision, so publishing renews it everywhere.

    A text alone costs no query; whether its pictures, documents and linked pages are still the same, one each.
    """
    if page.live_revision_id is None:
        return render_lesson(page)
    key = (page.pk, page.live_revision_id, get_language() or "")
    kept = _rendered.get(key)
    if kept is None or _state_of(page, kept.keys) != kept.state:
        keys = _keys_in(page)
        kept = _rendered[key] = _Rendered(render_lesson(page), keys, _state_of(page, keys))
    _rendered.move_to_end(key)
    while len(_rendered) > KEPT:
        _rendered.popitem(last=False)
    return kept.html


def _keys_in(page: LessonPage) -> dict[type[Model], list[Any]]:
    keys: dict[type[Model], list[Any]] = {}
    for model, pk, _model_path, _path in page.body.stream_block.extract_references(page.body):
        if model in _FIELDS and str(pk).isdigit():
            keys.setdefault(model, []).append(pk)
    return keys


def _state_of(page: LessonPage, keys: dict[type[Model], list[Any]]) -> State:
    return tuple(row for model, pks in keys.items() for row in _rows(page, model, pks))


def _rows(page: LessonPage, model: type[Model], pks: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    rows = linkable_pages(page.path) if model is Page else model._default_manager.all()
    return rows.filter(pk__in=pks).order_by("pk").values_list("pk", *_FIELDS[model])


def characters_of(page: LessonPage) -> int:
    """How many characters a reader has before them, without markup and white space."""
    return len("".join(strip_tags(lesson_html(page)).split()))


def render_lesson(page: LessonPage) -> SafeString:
    """The blocks as they stand in hand, saved or not."""
    with links_within_school_of(page):
        return render_to_string("courses/blocks/body.html", {"body": page.body})
