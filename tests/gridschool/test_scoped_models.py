"""Every model of the house says how it is scoped, or why it is not."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse

from people import checks
from people.checks import check_unscoped_apps
from people.scope import is_classified, visible
from tests.factories.people import county_factory, officer_factory

ROOMS = ("foundation", "people", "courses", "exams", "certificates", "curricula", "gridschool_fujin")
OURS = [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def test_no_model_of_ours_is_forgotten():
    forgotten = [model._meta.label for model in OURS if not is_classified(model)]
    assert forgotten == [], "say how they are scoped: register_scope, or leave_unscoped with the reason"


@pytest.mark.django_db
@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_every_scope_can_be_asked_and_is_empty_for_who_has_none(model):
    assert visible(model, AnonymousUser()).count() == 0
    nobody = officer_factory(county_factory().bureau)
    nobody.roles.all().delete()
    nobody.groups.clear()
    assert visible(model, nobody).count() == 0


def test_what_knows_no_counties_is_not_installed():
    assert check_unscoped_apps() == []


def test_the_check_names_what_is_installed_all_the_same(monkeypatch):
    monkeypatch.setattr(checks, "UNSCOPED_APPS", ("wagtail.contrib.redirects", "wagtail.images"))
    assert [found.id for found in check_unscoped_apps()] == ["people.E010"]


def test_no_app_that_was_left_out_has_an_address():
    for name in ("wagtail_serve", "wagtailredirects:index", "wagtailforms:index", "admin:index"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
