from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from people.models import User
from tests.factories.people import County, admin_factory, county_factory, officer_factory, trainer_factory


@pytest.fixture(autouse=True)
def _private_files(settings: Any, tmp_path: Any) -> None:
    """Uploaded rosters go where each test can look at them, and the count of wrong passwords starts at none."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def county(db: None) -> County:
    return county_factory()


@pytest.fixture
def neighbour(county: County) -> County:
    return county_factory("990202", "乙县")


@pytest.fixture
def officer(county: County) -> User:
    return officer_factory(county.county)


@pytest.fixture
def trainer(county: County) -> User:
    return trainer_factory(county.county)


@pytest.fixture
def administrator(db: None) -> User:
    return admin_factory()


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A client who is logged in as somebody."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def desk(officer: User, as_user: Callable[[User], Client]) -> Client:
    """The officer's browser."""
    return as_user(officer)
