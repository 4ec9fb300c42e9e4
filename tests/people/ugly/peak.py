"""How much memory files take to read, in a process of their own: python -m tests.people.ugly.peak FILE …"""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.support.paths import ROOT


def status(field: str) -> float:
    """A figure of this process in megabytes: "VmHWM" is the highest it ever was, "VmRSS" what it is now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def peak_of(paths: Sequence[Path]) -> float:
    """Megabytes over an idle process that reading the files one by one takes at its highest."""
    command = [sys.executable, "-m", "tests.people.ugly.peak", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main(paths: Sequence[str]) -> None:
    import django

    django.setup()
    from people.rules.roster_header import RosterRefused
    from people.rules.roster_reading import read_lines
    from people.services.read_roster import read_roster

    idle = status("VmRSS")
    for path in paths:
        with suppress(RosterRefused):
            sheet = read_roster(Path(path).read_bytes())
            assert list(read_lines(sheet.rows, sheet.header, allow_demo=True))
    print(status("VmHWM") - idle)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
