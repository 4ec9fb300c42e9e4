"""How fast an installation comes up. The set-up of .venv is not in these numbers."""

import time

from tests.bench import benchmark
from tests.support.live_site import LiveSite


def _seconds_to_boot(site: LiveSite) -> float:
    began = time.perf_counter()
    site.boot(demo=True)
    seconds = time.perf_counter() - began
    site.halt()
    return seconds


@benchmark("start.first.seconds", unit="s", note="migrations and the demonstration school; goal 300 with set-up")
def first_start() -> float:
    """From nothing to /readyz."""
    site = LiveSite("bench", {})
    try:
        return _seconds_to_boot(site)
    finally:
        site.shut_down()


@benchmark("start.later.seconds", unit="s", note="with data; goal 20")
def later_start() -> float:
    """From a stopped installation with data to /readyz."""
    site = LiveSite("bench", {})
    try:
        _seconds_to_boot(site)
        return _seconds_to_boot(site)
    finally:
        site.shut_down()
