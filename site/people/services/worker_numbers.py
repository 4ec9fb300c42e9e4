from django.db import transaction
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import Person, WorkerNumberCounter

DIGITS = 5


class NumbersExhausted(GridschoolError):
    """A county has used up its worker numbers."""


@transaction.atomic
def allocate_worker_numbers(*, county_code: str, count: int) -> list[str]:
    """The next `count` worker numbers of a county: `G`, the county's code, five digits; never the same twice.

    Side effects: the county's counter row is locked until the surrounding transaction ends.
    Raises NumbersExhausted past 99,999.
    """
    first = WorkerNumberCounter.objects.get_or_create(
        county_code=county_code, defaults={"next_number": _after_the_last(county_code)}
    )[0]
    counter = WorkerNumberCounter.objects.select_for_update().get(pk=first.pk)
    start, end = counter.next_number, counter.next_number + count
    if end > 10**DIGITS:
        raise NumbersExhausted(_("All worker numbers of this county are given out"), code="numbers_exhausted")
    counter.next_number = end
    counter.save(update_fields=["next_number"])
    return [f"G{county_code}{number:0{DIGITS}d}" for number in range(start, end)]


def _after_the_last(county_code: str) -> int:
    """People may have numbers from before there was a counter."""
    prefix = f"G{county_code}"
    last = Person.objects.filter(worker_no__startswith=prefix).order_by("-worker_no").first()
    return int(last.worker_no[len(prefix) :]) + 1 if last else 1
