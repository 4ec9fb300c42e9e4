"""The shared part of a lesson page: the same words for every reader, so they are rendered once per revision.

What is kept never decides who may read it: the page asks that anew each time (selectors/reading.py). It holds no
name, no address of a run and no token, and is kept under everything that it depends on: the lesson, its live
revision, its place in the tree and the language. A published lesson has another revision, so every process shows
it at once. What stands in the lesson and changes without it, pictures, files and pages linked to, is compared at
each request, by one query.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, Protocol

from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from courses.models import LessonPage, SchoolDocument, SchoolImage
from courses.page_links import linkable_pages, links_within_school_of
from foundation.api import PreparedQuery

KEPT = 500

# What of a picture, a document or a linked page shows in a lesson.
_FIELDS: dict[type[Model], tuple[str, ...]] = {
    SchoolImage: ("file_hash", "focal_point_x", "focal_point_y"),
    SchoolDocument: ("file", "file_size", "title"),
    Page: ("path",),
}
State = frozenset[tuple[Any, ...]]
Key = tuple[int, int, str, str]


class Lesson(Protocol):
    """What has to be known of a lesson to find its kept text; a LessonPage knows it, and a line of an outline."""

    @property
    def pk(self) -> int: ...
    @property
    def path(self) -> str: ...
    @property
    def live_revision_id(self) -> int | None: ...


@dataclass(frozen=True)
class _Rendered:
    """A lesson as HTML, what asks for the state of all that stands in it, and what that was like."""

    html: SafeString
    ask: PreparedQuery | None
    state: State

    @property
    def is_current(self) -> bool:
        """Whether everything that stands in it is still the same."""
        return _state(self.ask) == self.state

    @cached_property
    def characters(self) -> int:
        return len("".join(strip_tags(self.html).split()))


_rendered: "OrderedDict[Key, _Rendered]" = OrderedDict()


def lesson_html(lesson: Lesson) -> SafeString:
    """The lesson's blocks as HTML. One query where pictures, files or links stand in it, else none."""
    return _kept(lesson).html


def characters_of(lesson: Lesson) -> int:
    """How many characters a reader has before them, without markup and white space."""
    return _kept(lesson).characters


def render_lesson(page: LessonPage) -> SafeString:
    """The blocks as they stand in hand, saved or not."""
    with links_within_school_of(page):
        return render_to_string("courses/blocks/body.html", {"body": page.body})


def _kept(lesson: Lesson) -> _Rendered:
    kept = _rendered.get(_key(lesson))
    if kept is None or not kept.is_current:
        return _keep(LessonPage.objects.get(pk=lesson.pk))
    return kept


def _key(lesson: Lesson) -> Key:
    return lesson.pk, lesson.live_revision_id or 0, lesson.path, get_language() or ""


def _keep(page: LessonPage) -> _Rendered:
    """Rendered under the revision that was read just now, which may be later than the one asked for."""
    ask = _ask_for(page)
    state = _state(ask)
    rendered = _Rendered(render_lesson(page), ask, state)
    if page.live_revision_id is not None:
        _rendered[_key(page)] = rendered
        while len(_rendered) > KEPT:
            _rendered.popitem(last=False)
    return rendered


def _state(ask: PreparedQuery | None) -> State:
    return frozenset(ask.rows()) if ask else frozenset()


def _ask_for(page: LessonPage) -> PreparedQuery | None:
    """One query for the state of everything that stands in the lesson; None when nothing does."""
    parts = list(_parts(page, _keys_in(page)))
    return PreparedQuery(lambda: reduce(lambda one, other: one.union(other, all=True), parts)) if parts else None


def _parts(page: LessonPage, keys: dict[type[Model], list[Any]]) -> "Iterator[QuerySet[Any, Any]]":
    """Rows of one shape: what it is, its key, and its fields in one text."""
    for model, pks in keys.items():
        rows = linkable_pages(page.path) if model is Page else model._default_manager.all()
        fields = [Coalesce(Cast(F(name), TextField()), _text("")) for name in _FIELDS[model]]
        spaced = [part for field in fields for part in (field, _text("|"))]
        kept = rows.filter(pk__in=pks).order_by().annotate(what=_text(model.__name__), is_like=Concat(*spaced))
        yield kept.values_list("what", "pk", "is_like")


def _text(words: str) -> Value:
    return Value(words, output_field=TextField())


def _keys_in(page: LessonPage) -> dict[type[Model], list[Any]]:
    keys: dict[type[Model], list[Any]] = {}
    for model, pk, _model_path, _path in page.body.stream_block.extract_references(page.body):
        if model in _FIELDS and str(pk).isdigit():
            keys.setdefault(model, []).append(pk)
    return keys
