"""`.ci/system-packages` on machines that lack something: what it says, and how it ends."""

import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

SCRIPT = ROOT / ".ci" / "system-packages"


def run_script(which: str, prelude: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Run main(`which`) after `prelude` has altered the module, with only `path` on the PATH."""
    code = (
        "import importlib.machinery, importlib.util, sys\n"
        f"loader = importlib.machinery.SourceFileLoader('packages', {str(SCRIPT)!r})\n"
        "packages = importlib.util.module_from_spec(importlib.util.spec_from_loader('packages', loader))\n"
        "loader.exec_module(packages)\n"
        f"{prelude}\n"
        f"sys.exit(packages.main([{which!r}]))\n"
    )
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True, check=False)


def fake(folder: Path, name: str, script: str = "exit 0") -> None:
    """An executable `name` in `folder`."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


MISSING = (
    "packages.RUN['libpango-1.0-0'] = packages.SETS['run']['libpango-1.0-0'] = packages.library('nowhere.so')"
)
NOT_ROOT = "packages.os.geteuid = lambda: 1000"


def test_nothing_missing_says_nothing() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "run"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_rights_it_says_what_to_type(tmp_path: Path) -> None:
    fake(tmp_path, "apt-get", "exit 99")
    fake(tmp_path, "apt-cache")
    fake(tmp_path, "sudo", "exit 1")
    done = run_script("run", f"{MISSING}\n{NOT_ROOT}", tmp_path)
    assert done.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends libpango-1.0-0\n" in done.stderr
    assert "请执行下面的命令" in done.stderr
    assert "Type this, then try again" in done.stderr


def test_with_rights_it_installs_and_looks_again(tmp_path: Path) -> None:
    (tmp_path / "env").symlink_to("/usr/bin/env")
    fake(tmp_path, "apt-get", f'echo "$DEBIAN_FRONTEND $@" >> {tmp_path}/calls')
    fake(tmp_path, "apt-cache")
    fake(tmp_path, "sudo", 'shift; exec "$@"')
    (tmp_path / "true").symlink_to("/usr/bin/true")
    done = run_script("run", f"{MISSING}\n{NOT_ROOT}", tmp_path)
    options = "noninteractive -q -y -o DPkg::Lock::Timeout=300"
    assert (tmp_path / "calls").read_text().splitlines() == [
        f"{options} update",
        f"{options} install --no-install-recommends libpango-1.0-0",
    ]
    # apt was content but the library is still not there: that is said, not passed over.
    assert done.returncode == 1


def test_without_apt_it_names_what_is_needed(tmp_path: Path) -> None:
    done = run_script("run", MISSING, tmp_path)
    assert done.returncode == 1
    assert "libpango-1.0-0" in done.stderr
    assert "sudo" not in done.stderr
