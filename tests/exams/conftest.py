from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories.exams import Sitting, sitting
from tests.support.shared import made_once, read_anew


@pytest.fixture(scope="module")
def shared_seat(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sitting]:
    with made_once(django_db_blocker, sitting) as made:
        yield made


@pytest.fixture
def seat(shared_seat: Sitting, db: None) -> Sitting:
    """Somebody who may sit a paper of five questions: 2 singles at 2, 2 multis at 4, 1 judge at 1; pass 60 %."""
    return read_anew(shared_seat)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
