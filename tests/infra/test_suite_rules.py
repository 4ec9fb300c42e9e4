"""The suite's own rules, tried on small suites in a folder of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CONFTEST = "from tests.conftest import *\n"


def run_suite(folder: Path, test: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on one module under the rules of this suite."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_small.py").write_text(test)
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT} {ROOT / 'site'}\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        *words,
        "test_small.py",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_skip_fails_the_session(tmp_path: Path) -> None:
    done = run_suite(tmp_path, "import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('why')\n")
    assert done.returncode == 1
    assert "skipped, which this suite does not allow" in done.stdout
    assert "test_small.py::test_b" in done.stdout


def test_marks_follow_from_fixtures(tmp_path: Path) -> None:
    test = "def test_unit(): pass\ndef test_store(s3_env): assert False\n"
    done = run_suite(tmp_path, test, "-m", "unit", "--strict-markers")
    assert done.returncode == 0
    assert "1 passed, 1 deselected" in done.stdout


def test_postgres_test_on_sqlite_says_where_it_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = run_suite(tmp_path, "import pytest\n@pytest.mark.postgres\ndef test_race(): pass\n")
    assert done.returncode == 1
    assert "use `make test-postgres`" in done.stdout
