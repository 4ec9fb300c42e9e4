from typing import Any

import pytest

from people.models import User
from tests.factories.people import County, county_factory, officer_factory


@pytest.fixture
def county(db: None) -> County:
    return county_factory()


@pytest.fixture
def owner(county: County) -> User:
    return officer_factory(county.county)


@pytest.fixture
def handlers() -> Any:
    """A place to register kinds of jobs for one test."""
    from foundation import jobs

    known = dict(jobs._handlers)
    yield jobs
    jobs._handlers.clear()
    jobs._handlers.update(known)
