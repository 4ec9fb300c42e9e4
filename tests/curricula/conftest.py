from pathlib import Path

import pytest

from courses.services.open_county import open_county
from people.models import Unit
from tests.factories.curricula import write_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid pack on disk."""
    return write_pack(tmp_path / "tiny")


@pytest.fixture
def county(db: None) -> Unit:
    """The county of the tiny pack, open."""
    unit = Unit.add_root(name="富锦市", kind=Unit.Kind.COUNTY, code="230882")
    open_county(actor=None, unit=unit)
    return unit
