"""CPU time of processes that run elsewhere. Linux only, like process_tree.py."""

import time
from collections.abc import Iterable

from tests.support.process_tree import descendants

# Of the kernel's clocks of a process the one that counts what its threads ran, to the nanosecond; /proc counts in
# hundredths of a second.
_SCHEDULED = 2


def cpu_seconds(roots: Iterable[int]) -> dict[int, float]:
    """CPU seconds so far of each process at or below the roots, by its id."""
    pids = {pid for root in roots for pid in (root, *descendants(root))}
    return {pid: time.clock_gettime((~pid << 3) | _SCHEDULED) for pid in pids}


def spent(before: dict[int, float], after: dict[int, float]) -> float | None:
    """CPU seconds between two readings; None when a process ended meanwhile and took its share along."""
    if not before.keys() <= after.keys():
        return None
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
