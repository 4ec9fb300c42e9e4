"""The bases of viewsets: every view that Wagtail builds from them keeps to the user's units."""

import pytest
from django.contrib.auth.models import Permission
from django.http import Http404
from django.test import RequestFactory

from people.models import Person, SlipBatch, User
from people.viewsets import ScopedModelViewSet, scoped
from tests.factories.people import PersonFactory, officer_factory

pytestmark = pytest.mark.django_db


class PersonViewSet(ScopedModelViewSet):
    model = Person
    name = "people_for_tests"
    form_fields = ("name", "unit")
    list_filter = ("unit",)
    inspect_view_enabled = True


@pytest.fixture
def officer(county) -> User:
    user = officer_factory(county.county)
    names = ("change_person", "delete_person", "add_person", "view_person")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def mine(county) -> Person:
    return PersonFactory(unit=county.village, name="王甲")


@pytest.fixture
def theirs(neighbour) -> Person:
    return PersonFactory(unit=neighbour.village, name="王乙")


def view_of(name: str, user: User, data=None, **kwargs):
    """The view object that the viewset builds, set up for a request."""
    view = getattr(PersonViewSet(), f"{name}_view")
    request = RequestFactory().get("/", data or {})
    request.user = user
    built = view.view_class(**view.view_initkwargs)
    built.setup(request, **kwargs)
    return built


@pytest.mark.parametrize("name", ["edit", "usage", "history", "inspect"])
def test_a_neighbours_row_is_not_there(officer, mine, theirs, name):
    view = view_of(name, officer, pk=str(mine.pk))
    assert view.get_object() == mine
    with pytest.raises(Http404):
        view_of(name, officer, pk=str(theirs.pk)).get_object()


def test_the_list_holds_own_rows_and_its_filter_own_units(officer, county, neighbour, mine, theirs):
    view = view_of("index", officer)
    assert list(view.get_base_queryset()) == [mine]
    offered = set(view.filters.form.fields["unit"].queryset)
    assert county.village in offered
    assert neighbour.village not in offered


@pytest.mark.parametrize("name", ["add", "edit"])
def test_forms_offer_own_units(officer, county, neighbour, mine, name):
    view = view_of(name, officer, **({"pk": str(mine.pk)} if name == "edit" else {}))
    view.object = mine if name == "edit" else None
    offered = set(view.get_form().fields["unit"].queryset)
    assert county.village in offered
    assert neighbour.village not in offered


def test_a_guard_stands_only_before_what_a_view_has():
    class Plain:
        pass

    assert scoped(Plain).__mro__[1:] == Plain.__mro__


def test_copies_are_not_offered_by_default():
    assert not ScopedModelViewSet.copy_view_enabled
    assert SlipBatch  # a scoped model without screens of Wagtail's
