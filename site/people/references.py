"""References by key: what a page or another row points at, and whether its author may see that.

A form's choices can be narrowed; a picture, a page or a document inside a text is a bare number, and whoever saves
somebody else's number sees what hangs on it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldError
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail.blocks import BlockField
from wagtail.models import ReferenceIndex
from wagtail.rich_text import extract_references_from_rich_text

from people.scope import visible

# How a stream of blocks is sent: these parts hold no block's value.
_STREAM_FRAME = ("-count", "-order", "-type", "-deleted", "-id")


@dataclass(frozen=True)
class Reference:
    """Something pointed at: the row `pk` of `model`, from the content at `path` ("body.…", "paper")."""

    model: type[Model]
    pk: str
    path: str

    @property
    def field(self) -> str:
        """The field of the referring row in which it stands."""
        return self.path.partition(".")[0]


def references_of(row: Model) -> Iterator[Reference]:
    """What the row in hand points at: foreign keys, streams, rich text, children. Comments are left out.

    Leans on a private method of Wagtail's, which a test watches.
    """
    extracted = ReferenceIndex._extract_references_from_object(row)
    for content_type_id, pk, _model_path, path in extracted:
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is not None and not path.startswith("comments."):
            yield Reference(model, str(pk), path)


def foreign_references(row: Model, user: Any) -> list[Reference]:
    """Those of the row's references that the user may not see and that the stored row does not have already."""
    unseen = _unseen(references_of(row), user)
    if not unseen:
        return []
    known = {(reference.model, reference.pk) for reference in _stored_references(row)}
    return [reference for reference in unseen if (reference.model, reference.pk) not in known]


def _unseen(references: Iterator[Reference], user: Any) -> list[Reference]:
    by_model: dict[type[Model], list[Reference]] = defaultdict(list)
    for reference in references:
        by_model[reference.model].append(reference)
    unseen = []
    for model, found in by_model.items():
        keys = (
            visible(model, user).filter(pk__in={reference.pk for reference in found}).values_list("pk", flat=True)
        )
        seen = {str(pk) for pk in keys}
        unseen += [reference for reference in found if reference.pk not in seen]
    return unseen


def _stored_references(row: Model) -> Iterator[Reference]:
    """What the database holds for this row: its columns and, where there are drafts, its latest one."""
    stored = type(row)._base_manager.filter(pk=row.pk).first()
    if stored is None:
        return
    yield from references_of(stored)
    if hasattr(stored, "get_latest_revision_as_object"):
        yield from references_of(stored.get_latest_revision_as_object())


class ChecksReferences:
    """Narrows what an admin form offers, and refuses in it what its author (`for_user`) may not see.

    Stands before a Wagtail admin form among the bases.
    """

    for_user: Any
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrow_choices(self, self._author)  # type: ignore[arg-type]

    def is_valid(self) -> bool:
        """After the form's own rules, in the form and in its inline children."""
        is_valid = super().is_valid()  # type: ignore[misc]
        if is_valid:
            refusals = [refuse_foreign(form, self._author) for form in self._forms()]
            is_valid = not any(refusals)
        if not is_valid and self.is_bound:  # type: ignore[attr-defined]
            for form in self._forms():
                forget_foreign(form, self._author)
        return is_valid

    @property
    def _author(self) -> Any:
        """Whose form it is; a form that does not know is nobody's."""
        return self.for_user or AnonymousUser()

    def _forms(self) -> Iterator[Any]:
        yield self
        for name, formset in getattr(self, "formsets", {}).items():
            if name != "comments":
                yield from formset.forms


def refuse_foreign(form: Any, user: Any) -> bool:
    """Put an error at each field that points at what the user may not see; whether there was one."""
    found = foreign_references(form.instance, user)
    for reference in found:
        message = _(
            "This points at something that is not of your units (%(kind)s no. %(number)s). Take it out or choose "
            "another, then save again. Nothing has been saved yet; what you wrote is still here."
        ) % {"kind": reference.model._meta.verbose_name, "number": reference.pk}
        form.add_error(reference.field if reference.field in form.fields else None, message)
    return bool(found)


def forget_foreign(form: Any, user: Any) -> None:
    """Take out of what was sent to a refused form whatever its author may not see.

    Shown again, it would tell its title: a form looks up what hangs on a number before it asks whether it fits.
    """
    data = form.data.copy()
    known = {reference.pk for reference in _stored_references(form.instance)}
    for name, field in form.fields.items():
        prefix = form.add_prefix(name)
        for pk in _foreign_keys(field, field.widget.value_from_datadict(form.data, form.files, prefix), user):
            if pk not in known:
                _take_out(data, prefix, pk)
    form.data = data


def _foreign_keys(field: forms.Field, value: Any, user: Any) -> set[str]:
    """Keys in a field's value, as it was sent, of what the user may not see."""
    if isinstance(field, forms.ModelChoiceField):
        offered: Any = field.queryset  # narrowed to what the author may see
        return {str(value)} - {str(pk) for pk in offered.values_list("pk", flat=True)}
    if isinstance(field, BlockField):
        found = field.block.extract_references(value)
    elif hasattr(field.widget, "converter"):  # Draftail's; its module needs the models
        found = extract_references_from_rich_text(value or "")
    else:
        return set()
    references = (Reference(model, str(pk), "") for model, pk, _model_path, _path in found)
    return {reference.pk for reference in _unseen(references, user)}


def _take_out(data: Any, prefix: str, pk: str) -> None:
    """Blank a key where it stands alone in a field; in the editor's JSON put an id that is nowhere."""
    inside = re.compile(rf'("id":\s*)"?{re.escape(pk)}"?(?=[\s,}}])')
    for name in list(data):
        is_part = name.startswith(f"{prefix}-") and not name.endswith(_STREAM_FRAME)
        if name == prefix or is_part:
            values = ["" if value == pk else inside.sub(r"\g<1>0", value) for value in data.getlist(name)]
            data.setlist(name, values)


def narrow_choices(form: forms.BaseForm, user: Any) -> None:
    """Let every field that offers rows offer visible ones only, and what the visible stored row holds already."""
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            kept = _held(getattr(form, "instance", None), name, user)
            seen = visible(field.queryset.model, user).values("pk")
            field.queryset = field.queryset.filter(Q(pk__in=seen) | Q(pk__in=kept))


def _held(instance: Any, name: str, user: Any) -> list[Any]:
    """Keys that the stored row, if the user may see it, holds in a relation of this name."""
    if instance is None or instance.pk is None:
        return []
    stored = visible(type(instance), user).filter(pk=instance.pk)
    try:
        return [key for key in stored.values_list(name, flat=True) if key is not None]
    except FieldError:
        return []
