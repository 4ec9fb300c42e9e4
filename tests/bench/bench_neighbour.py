"""The neighbour test in numbers: how much was asked, what was seen of the neighbour's, what was touched."""

import json
import subprocess
import sys
from functools import cache
from typing import Any

from tests.bench import benchmark
from tests.support.paths import BUILD, ROOT

RESULT = BUILD / "neighbour.json"


@cache
def _walked() -> dict[str, Any]:
    """Walk once for all three numbers. A walk that finds something fails its test and still has its numbers."""
    RESULT.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "tests/neighbour/test_full_walk.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if not RESULT.exists():
        raise RuntimeError(done.stdout[-4000:] + done.stderr[-4000:])
    found: dict[str, Any] = json.loads(RESULT.read_text())
    return found


@benchmark("people.neighbour_requests", unit="requests", note="GET and POST over the whole resolver, 7 roles")
def requests() -> float:
    return float(_walked()["requests"])


@benchmark("people.neighbour_leaks", unit="places", note="where something of another county was seen; goal 0")
def leaks() -> float:
    return float(_walked()["leaks"])


@benchmark("people.neighbour_writes", unit="places", note="where rows or files of another county changed; goal 0")
def writes() -> float:
    return float(_walked()["writes"])
