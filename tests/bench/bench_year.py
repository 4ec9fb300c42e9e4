"""The seeded year: how long it takes to make, and whether its figures are those of its file."""

import json
import time
from functools import cache
from typing import Any

from tests.bench import benchmark
from tests.support.live_site import LiveSite

CODE = """
import json
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from curricula.api import find_year_plugin, standing_year
year = standing_year(plugin=find_year_plugin(), folder=Path(settings.VAR_DIR), now=timezone.now())
figures = year.figures
print(json.dumps({"sessions": figures.sessions, "person_times": figures.person_times, "holders": year.holders}))
"""


@cache
def _made() -> dict[str, Any]:
    """The year in an installation of its own that has its tables and nothing else."""
    site = LiveSite("bench-year", {})
    try:
        site.manage("migrate", "--verbosity", "0")
        began = time.perf_counter()
        site.manage("demo_year")
        seconds = time.perf_counter() - began
        return {"seconds": seconds, **json.loads(site.shell(CODE).splitlines()[-1])}
    finally:
        site.shut_down()


@benchmark("demo_year.seconds", unit="s", note="13 stations, a year of facts, in an empty installation; goal 180")
def seconds() -> float:
    return float(_made()["seconds"])


@benchmark("demo_year.sessions", unit="sessions", note="held, by query; goal 247")
def sessions() -> float:
    return float(_made()["sessions"])


@benchmark("demo_year.person_times", unit="person-times", note="present, by query; goal 13083")
def person_times() -> float:
    return float(_made()["person_times"])


@benchmark("demo_year.holders", unit="people", note="with a national certificate, by query; goal 172")
def holders() -> float:
    return float(_made()["holders"])
