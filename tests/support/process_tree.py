"""Which processes a process has started, and whether they are gone. Reads /proc: Linux only."""

import time
from pathlib import Path


def stat_of(pid: int) -> tuple[str, int] | None:
    """State letter and parent id of a process; None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, parent = text.rpartition(")")[2].split()[:2]
    return state, int(parent)


def command_of(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def descendants(root: int) -> dict[int, str]:
    """Process id and command line of everything that `root` has started, directly or not."""
    pids = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    parents = {pid: stat[1] for pid in pids if (stat := stat_of(pid))}
    found: set[int] = set()
    fresh = {root}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return {pid: command_of(pid) for pid in sorted(found)}


def left_of(tree: dict[int, str], seconds: float = 20) -> dict[int, str]:
    """What of `tree` still runs after waiting at most `seconds` for its end; zombies do not run."""
    deadline = time.monotonic() + seconds
    while left := {pid: command for pid, command in tree.items() if (stat_of(pid) or "Z")[0] not in "ZX"}:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return left
