from datetime import UTC, datetime

import pytest

from tests.factories.exams import Sitting, sitting


@pytest.fixture
def seat(db: None) -> Sitting:
    """Somebody who may sit a paper of five questions: 2 singles at 2, 2 multis at 4, 1 judge at 1; pass 60 %."""
    return sitting()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
