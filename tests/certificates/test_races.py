"""Twenty at once: numbers are given without gap and without double. On PostgreSQL, with real commits."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from certificates.models import Certificate, NumberCounter
from certificates.services.issue_certificate import issue_certificate
from tests.factories.certificates import Ground

THREADS = 20


def issue(item_id: int) -> str:
    try:
        return issue_certificate(item_id=item_id).number
    finally:
        connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double(settings: object) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    ground = Ground(names=tuple("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"))
    items = list(ground.batch().items.values_list("pk", flat=True))
    with ThreadPoolExecutor(THREADS) as pool:
        numbers = list(pool.map(issue, [*items, *reversed(items)]))
    assert len(numbers) == 2 * THREADS
    assert sorted(Certificate.objects.values_list("seq", flat=True)) == list(range(1, THREADS + 1))
    assert len(set(numbers)) == THREADS
    assert NumberCounter.objects.get().next_seq == THREADS + 1
