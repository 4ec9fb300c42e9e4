"""The school that is looked at: its own installation, with a story, and a session for everybody who takes part."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.looking.pages import PAGES, Page
from tests.neighbour.patterns import Pattern, all_patterns
from tests.support.live_site import LiveSite
from tests.support.migrated import put_migrated_database

SETTINGS = "tests.looking.settings"
TELL = """
import json
from tests.looking import keys, story
logins = story.tell()
print(json.dumps([logins, keys.collect(logins)]))
"""


@dataclass(frozen=True)
class Visit:
    """A page of this school, as one who takes part in it."""

    page: Page
    part: str
    address: str

    @property
    def name(self) -> str:
        return f"{self.page.group}/{self.page.name}/{self.part.replace(' ', '-')}"


@dataclass(frozen=True)
class School:
    """A running school: who plays which part, and the keys of its rows."""

    site: LiveSite
    logins: dict[str, str]
    keys: dict[str, Any]

    @property
    def url(self) -> str:
        return self.site.url

    def visits(self, wanted: str = "") -> tuple[list[Visit], list[str]]:
        """What can be looked at whose name holds `wanted`; and the names of what this school has no rows for."""
        templates = {pattern.label: pattern for pattern in all_patterns()}
        visits, missing = [], []
        for page in PAGES:
            template = templates.get(page.pattern, Pattern("", "", page.pattern.lstrip("/"), ())).template
            address = page.address(template, self.keys)
            for part in page.parts:
                visit = Visit(page, part, address or "")
                is_there = address is not None and (part == "anonymous" or part in self.logins)
                (visits if is_there else missing).append(visit)
        names = [visit.name for visit in missing]
        return [visit for visit in visits if wanted in visit.name], [name for name in names if wanted in name]


@contextmanager
def running_school(*, is_year: bool = False) -> Iterator[School]:
    """Bring the school up, with a whole year of Fujin if asked, tell its story, and take it down at the end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gridschool.settings.test")
    site = LiveSite("looking", {}, settings=SETTINGS)
    try:
        _put_database(site)
        site.boot(demo=True)
        if is_year:
            site.manage("demo_year")
        told = site.shell(TELL)
        logins, keys = json.loads(told.strip().splitlines()[-1])
        yield School(site, logins, keys)
    finally:
        site.shut_down()


def _put_database(site: LiveSite) -> None:
    """Migrations take half a minute; the tests keep a migrated database."""
    import django

    django.setup()
    put_migrated_database(Path(site.var))
