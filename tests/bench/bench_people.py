"""What the officers' list and a person's page ask of the database, with few people and with many."""

import json
from functools import cache

from tests.bench import benchmark
from tests.support.live_site import LiveSite

FEW, MANY = 10, 13_083
CODE = f"import json; from tests.support.crowd import measure; print(json.dumps(measure({FEW}, {MANY})))"


@cache
def figures() -> dict[str, float]:
    """One embedded installation answers for all figures of this module."""
    site = LiveSite("bench-people", {})
    try:
        site.boot()
        return dict(json.loads(site.shell(CODE).splitlines()[-1]))
    finally:
        site.shut_down()


@benchmark(f"people.list_queries_{FEW}", unit="queries", note="the list of people, officer of the county")
def list_queries_few() -> float:
    return figures()["list_queries_few"]


@benchmark(f"people.list_queries_{MANY}", unit="queries", note="the same with everybody")
def list_queries_many() -> float:
    return figures()["list_queries_many"]


@benchmark("people.list_cpu_ms", unit="ms", note=f"CPU of the list at {MANY:,} people, median of 9")
def list_cpu() -> float:
    return figures()["list_cpu_ms"]


@benchmark("people.person_page_queries", unit="queries", note="everything about one person")
def person_page_queries() -> float:
    return figures()["person_queries"]
