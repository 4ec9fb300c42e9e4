"""Rosters: how long a county's takes, how much memory, and what becomes of ugly ones."""

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench import benchmark
from tests.support.live_site import LiveSite

PEOPLE = 13_083
MODULE = "tests.support.big_roster"


def _answer(site: LiveSite, call: str) -> Any:
    code = f"import json; from {MODULE} import *; print(json.dumps({call}))"
    return json.loads(site.shell(code).splitlines()[-1])


@benchmark(f"people.roster_{PEOPLE}_s", unit="s", note="upload to done by the worker, SQLite; goal 60")
def roster_seconds() -> float:
    site = LiveSite("bench-roster", {})
    try:
        site.boot()
        return float(_answer(site, f"import_by_worker({PEOPLE})")["seconds"])
    finally:
        site.shut_down()


@benchmark("people.roster_peak_mb", unit="MB", note=f"{PEOPLE:,} rows, compared and imported, over idle; goal 300")
def roster_peak() -> float:
    """The highest that one process doing both ever holds; nothing else runs."""
    site = LiveSite("bench-roster-peak", {})
    try:
        site.manage("migrate", "--verbosity", "0")
        path = site.var / "roster.xlsx"
        keys = _answer(site, f"write_file({PEOPLE}, {str(path)!r})")
        return float(_answer(site, f"import_here({keys['county']}, {keys['officer']}, {str(path)!r})")["peak"])
    finally:
        site.shut_down()


@benchmark("people.roster_attack_peak_mb", unit="MB", note="the worst of the harmful files, over idle; goal 300")
def attack_peak() -> float:
    """They are read one after another in a process that does nothing else."""
    import django

    django.setup()
    from tests.people.ugly import attacks  # noqa: F401  registers them
    from tests.people.ugly.cases import ATTACKS
    from tests.people.ugly.peak import peak_of
    from tests.servers.process import make_folder

    folder: Path = make_folder()
    try:
        paths = [folder / name for name in ATTACKS]
        for path in paths:
            path.write_bytes(ATTACKS[path.name]().data)
        return peak_of(paths)
    finally:
        shutil.rmtree(folder)


@cache
def _ugly() -> dict[str, int]:
    """What becomes of the rows of all ugly rosters."""
    import django

    django.setup()
    from tests.people.ugly import formats, layouts, names, numbers  # noqa: F401  registers them
    from tests.people.ugly.cases import UGLY, judge

    verdicts = [judge(build()) for build in UGLY.values()]
    return {
        "files": len(verdicts),
        "rows": sum(verdict.rows for verdict in verdicts),
        "right": sum(verdict.right for verdict in verdicts),
        "refused": sum(verdict.refused for verdict in verdicts),
        "wrong": sum(len(verdict.wrong) for verdict in verdicts),
    }


@benchmark("people.roster_ugly_rows_in", unit="rows", note="of the hand-made ugly rosters")
def ugly_rows() -> float:
    return _ugly()["rows"]


@benchmark("people.roster_ugly_right", unit="rows", note="read as they are meant")
def ugly_right() -> float:
    return _ugly()["right"]


@benchmark("people.roster_ugly_refused", unit="rows", note="refused with the cell and the reason")
def ugly_refused() -> float:
    return _ugly()["refused"]


@benchmark("people.roster_wrong_silently", unit="rows", note="neither; goal 0")
def ugly_wrong() -> float:
    return _ugly()["wrong"]
