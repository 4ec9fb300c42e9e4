"""Where a seeded year may not be made."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from courses.models import Run
from curricula.services.demo import DemoRefused
from curricula.services.demo_year import standing_year, start_year
from curricula.services.find_packs import find_plugin
from people.models import Person
from tests.factories.people import county_factory, worker_factory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)


def refusal_of(folder: Path, plugin: Any) -> str:
    with pytest.raises(DemoRefused) as refusal:
        start_year(plugin=plugin, folder=folder, now=NOW, stations=1, say=lambda words: None)
    return refusal.value.code


def test_where_people_are_it_is_refused(tmp_path: Path) -> None:
    worker_factory(county_factory("990201", "甲县").village)
    assert refusal_of(tmp_path, find_plugin("fujin")) == "people_here"
    assert standing_year(plugin=find_plugin("fujin"), folder=tmp_path, now=NOW) is None
    assert (Person.objects.count(), Run.objects.count(), list(tmp_path.iterdir())) == (1, 0, [])


def test_installations_with_real_people_refuse_it(tmp_path: Path, settings: Any) -> None:
    settings.ALLOW_DEMO_IDENTITIES = False
    assert refusal_of(tmp_path, find_plugin("fujin")) == "not_here"


def test_a_plugin_without_a_year_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = find_plugin("fujin")
    monkeypatch.setattr(type(plugin), "year", "")
    assert refusal_of(tmp_path, plugin) == "no_year"
