"""What a lesson is made of. Unknown blocks (of a plugin that is gone) are kept byte for byte."""

import json
from typing import Any

from django import forms
from django.forms import Media
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.pictures import picture_sizes
from courses.rules.file_kinds import file_kind

TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link"]


class LawBlock(blocks.StructBlock):
    """An article quoted word for word, with its number and the date from which this wording is in force."""

    statute = blocks.CharBlock(label=_("Statute"))
    article = blocks.CharBlock(label=_("Article"))
    in_force = blocks.DateBlock(label=_("In force since"))
    text = blocks.TextBlock(label=_("Text, word for word"))

    class Meta:
        icon = "openquote"
        label = _("Law")
        template = "courses/blocks/law.html"


class CaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(label=_("Story"), features=TEXT_FEATURES)

    class Meta:
        icon = "group"
        label = _("Case")
        template = "courses/blocks/case.html"


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Choice"))
    is_right = blocks.BooleanBlock(label=_("Right"), required=False)


class CheckBlock(blocks.StructBlock):
    """One question to remember the lesson by. It is not marked and nothing is stored."""

    question = blocks.CharBlock(label=pgettext_lazy("courses", "Question"))
    choices = blocks.ListBlock(ChoiceBlock(), min_num=2, max_num=5, label=_("Choices"))
    explanation = blocks.TextBlock(label=_("Explanation"))

    class Meta:
        icon = "help"
        label = _("Check question")
        template = "courses/blocks/check.html"


class SummaryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    points = blocks.ListBlock(blocks.CharBlock(), label=_("Points"))

    class Meta:
        icon = "list-ul"
        label = _("Summary card")
        template = "courses/blocks/summary.html"


class PictureBlock(blocks.StructBlock):
    """A picture of the county's library. `words` say what is seen, for those who do not see it."""

    picture = ImageChooserBlock(label=pgettext_lazy("courses", "Picture"))
    words = blocks.CharBlock(label=_("What is to be seen"), max_length=200)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = pgettext_lazy("courses", "Picture")
        template = "courses/blocks/picture.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        picture = value.get("picture")
        sizes = picture_sizes(picture) if picture else None
        return super().get_context(value, parent_context) | {"sizes": sizes}


class FileBlock(blocks.StructBlock):
    """A document of the county's library, to read or to print."""

    document = DocumentChooserBlock(label=pgettext_lazy("courses", "File"))
    words = blocks.CharBlock(label=_("What it is for"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = pgettext_lazy("courses", "File")
        template = "courses/blocks/file.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        document = value.get("document")
        kind = file_kind(document.file_extension) if document else ""
        return super().get_context(value, parent_context) | {"kind": kind}


class MissingBlock(blocks.FieldBlock):
    """Stands in for a block of an unknown type: kept, not editable, told to the author."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.CharField(widget=forms.HiddenInput, required=False)
        super().__init__(**kwargs)

    class Meta:
        icon = "warning"
        label = _("Part of a plugin that is switched off")
        template = "courses/blocks/missing.html"


class KeepingStreamBlock(blocks.StreamBlock):
    """A stream that wraps what it does not know, instead of erasing it at the next save as Wagtail would."""

    missing = MissingBlock()

    def _wrap(self, stream: Any) -> Any:
        """Wrap the unknown children of raw stream data; anything else passes as it is."""
        if not (isinstance(stream, list) and stream and isinstance(stream[0], dict)):
            return stream
        return [child if child["type"] in self.child_blocks else _wrapped(child) for child in stream]

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            value = json.loads(value)
        return super().to_python(self._wrap(value))

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([self._wrap(value) for value in values])

    def get_prep_value(self, value: Any) -> Any:
        return [
            json.loads(child["value"]) if child["type"] == "missing" and child["value"] else child
            for child in super().get_prep_value(value)
        ]


class KeepingStreamAdapter(StreamBlockAdapter):
    """The editor offers no block of what is missing: it only shows those that there are."""

    js_constructor = "courses.KeepingStreamBlock"

    @cached_property
    def media(self) -> Media:
        return super().media + Media(js=[versioned_static("courses/js/keeping-stream.js")])


register(KeepingStreamAdapter(), KeepingStreamBlock)


def _wrapped(child: dict[str, Any]) -> dict[str, Any]:
    return {"type": "missing", "id": child.get("id"), "value": json.dumps(child, ensure_ascii=False)}


class LessonBlocks(KeepingStreamBlock):
    text = blocks.RichTextBlock(
        label=pgettext_lazy("courses", "Text"),
        features=["h2", *TEXT_FEATURES],
        template="courses/blocks/text.html",
    )
    law = LawBlock()
    case = CaseBlock()
    check = CheckBlock()
    picture = PictureBlock()
    file = FileBlock()
    summary = SummaryBlock()
