"""Bases of Wagtail viewsets whose every view keeps to the user's units. No other base is used in this house."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from people.gate import open_admin_namespace
from people.references import ChecksReferences, narrow_choices
from people.scope import visible


class _ScopedObject:
    """One row: a neighbour's is not there. Asks about the stored row; a draft in hand may carry another unit."""

    request: Any

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        try:
            found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        except (ValueError, ValidationError) as error:
            raise Http404 from error
        is_stored = isinstance(found, Model) and found.pk is not None
        if is_stored and not visible(type(found), self.request.user).filter(pk=found.pk).exists():
            raise Http404
        return found


class _ScopedListing:
    """Rows of a listing. History and usage list rows of other models about one visible row."""

    request: Any
    model: Any

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset()  # type: ignore[misc]
        is_ours = isinstance(rows, QuerySet) and rows.model is self.model
        return visible(rows, self.request.user) if is_ours else rows


class _ScopedChoices:
    request: Any

    def get_object_list(self) -> Any:
        return visible(super().get_object_list(), self.request.user)  # type: ignore[misc]


class _ScopedChosen:
    request: Any

    def get_objects(self, pks: list[str]) -> Any:
        try:
            return visible(super().get_objects(pks), self.request.user)  # type: ignore[misc]
        except (ValueError, ValidationError) as error:
            raise Http404 from error


class _ScopedForm:
    request: Any

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        narrow_choices(form, self.request.user)
        return form


class _ScopedFormClass:
    def get_form_class(self) -> Any:
        """The view's form, which refuses references to what its user may not see."""
        form_class = super().get_form_class()  # type: ignore[misc]
        if not issubclass(form_class, WagtailAdminModelForm) or issubclass(form_class, ChecksReferences):
            return form_class
        return type(form_class)(form_class.__name__, (ChecksReferences, form_class), {})


class _ScopedCreation:
    request: Any

    def get_creation_form(self) -> Any:
        form = super().get_creation_form()  # type: ignore[misc]
        if form is not None:
            narrow_choices(form, self.request.user)
        return form


class _ScopedFilters:
    request: Any

    @cached_property
    def filters(self) -> Any:
        found = super().filters  # type: ignore[misc]
        if found is not None:
            narrow_choices(found.form, self.request.user)
        return found


# By the method that a view has, what keeps it to the user's units.
_GUARDS: dict[str, type] = {
    "get_object": _ScopedObject,
    "get_base_queryset": _ScopedListing,
    "get_object_list": _ScopedChoices,
    "get_objects": _ScopedChosen,
    "get_form": _ScopedForm,
    "get_form_class": _ScopedFormClass,
    "get_creation_form": _ScopedCreation,
    "filters": _ScopedFilters,
}


def scoped(view_class: type) -> type:
    """The view class, kept to the user's units in everything that it reads, offers and saves."""
    guards = tuple(guard for name, guard in _GUARDS.items() if hasattr(view_class, name))
    return type(f"Scoped{view_class.__name__}", (*guards, view_class), {})


class ScopedViewSetMixin:
    """Stands before a Wagtail viewset: each of its views is scoped, and its addresses are open to staff."""

    url_namespace: str

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(scoped(view_class), **kwargs)  # type: ignore[misc]

    def on_register(self) -> None:
        super().on_register()  # type: ignore[misc]
        open_admin_namespace(self.url_namespace)


class ScopedModelViewSet(ScopedViewSetMixin, ModelViewSet):
    """Lists and edits rows of the user's units."""

    copy_view_enabled = False


class ScopedChooserViewSet(ScopedViewSetMixin, ChooserViewSet):
    """Offers rows of the user's units."""


class ScopedSnippetChooserViewSet(ScopedViewSetMixin, SnippetChooserViewSet):
    """Offers snippets of the user's units."""


class ScopedSnippetViewSet(ScopedViewSetMixin, SnippetViewSet):
    """Lists and edits snippets of the user's units."""

    chooser_viewset_class = ScopedSnippetChooserViewSet
    copy_view_enabled = False
