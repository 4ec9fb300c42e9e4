"""A county full of people, inside a running installation, and what its screens cost. Called by benchmarks."""

import time
from collections.abc import Callable
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Person, Unit
from tests.factories.people import PersonFactory, county_factory, officer_factory


def measure(few: int, many: int) -> dict[str, float]:
    """Queries and CPU of the list with `few` people and with `many`, and of one person's page."""
    county = county_factory()
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer_factory(county.county))
    address = reverse("people_list")
    fill(county.village, few)
    open_page = opener(client, address)
    figures = {"list_queries_few": queries_of(open_page)}
    fill(county.community, many - few)
    figures["list_queries_many"] = queries_of(open_page)
    figures["list_cpu_ms"] = cpu_ms(open_page)
    person = Person.objects.order_by("pk")[0]
    figures["person_queries"] = queries_of(opener(client, reverse("people_person", args=[person.uid])))
    return figures


def fill(unit: Unit, count: int) -> None:
    """Put `count` new people into a unit, in portions."""
    for start in range(0, count, 1000):
        Person.objects.bulk_create(PersonFactory.build_batch(min(1000, count - start), unit=unit))


def opener(client: Client, address: str) -> Callable[[], None]:
    """Opens a page; refuses to measure anything but a page that is there."""

    def open_page() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise AssertionError(f"{address} answered {status}")

    return open_page


def queries_of(deed: Callable[[], None]) -> int:
    """Queries of the second time: the first one fills what is remembered."""
    deed()
    with CaptureQueriesContext(connection) as captured:
        deed()
    return len(captured)


def cpu_ms(deed: Callable[[], None], times: int = 9) -> float:
    """Median CPU milliseconds of this process."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        deed()
        spent.append((time.process_time() - began) * 1000)
    return median(spent)
