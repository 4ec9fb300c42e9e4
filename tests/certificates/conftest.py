"""Fixtures of this room: a folder for stored files, the smallest county."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.certificates import Ground
from tests.support.shared import made_once, read_anew


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    """Stored files go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(scope="module")
def shared_ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    with made_once(django_db_blocker, Ground) as made:
        yield made


@pytest.fixture
def ground(shared_ground: Ground, db: None) -> Ground:
    return read_anew(shared_ground)


@pytest.fixture
def neighbour(db: None) -> Ground:
    """Another county with an officer and people of its own."""
    return Ground(code="990883", name="邻水县", names=("邻居甲",))
