"""Fixtures of this room: a folder for stored files, the smallest county."""

from pathlib import Path

import pytest

from tests.factories.certificates import Ground


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    """Stored files go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()


@pytest.fixture
def neighbour(db: None) -> Ground:
    """Another county with an officer and people of its own."""
    return Ground(code="990883", name="邻水县", names=("邻居甲",))
