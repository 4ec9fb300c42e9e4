"""The explorer of pages. Wagtail's filters by owner and editor would name every login of every county."""

from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.views.pages.listing import EditedByFilter, ExplorableIndexView, GenericPageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from courses.selectors.files import colleagues_of

_LABELS = {name: GenericPageFilterSet.base_filters[name].label for name in ("owner", "edited_by")}


def colleagues(request: HttpRequest) -> QuerySet[Any]:
    return colleagues_of(request.user)


class SchoolPageFilterSet(GenericPageFilterSet):
    """Without Wagtail's filter by site: there is one site."""

    owner = MultipleUserFilter(label=_LABELS["owner"], queryset=colleagues, widget=CheckboxSelectMultiple)
    edited_by = EditedByFilter(label=_LABELS["edited_by"], queryset=colleagues, widget=CheckboxSelectMultiple)
    site = None

    class Meta:
        model = Page
        fields: list[str] = []


class SchoolExplorerView(ExplorableIndexView):
    base_filterset_class = SchoolPageFilterSet


class SchoolPageViewSet(PageViewSet):
    model = Page
    index_view_class = SchoolExplorerView
    filterset_class = SchoolPageFilterSet
