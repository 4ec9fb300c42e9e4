"""axe-core and Lighthouse, from npm with pinned versions; and the English that a Chinese page may hold."""

import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from tests.support.paths import ROOT

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
TERMS = ROOT / ".ci" / "terms.toml"


class JudgeMissing(RuntimeError):
    """npm is not there or could not install; the message says so."""


@cache
def installed() -> Path:
    """node_modules, as package-lock.json says; installed when that has changed."""
    stamp, lock = MODULES / ".installed", HERE / "package-lock.json"
    if not (stamp.exists() and stamp.read_text() == lock.read_text()):
        npm = shutil.which("npm")
        if npm is None:
            raise JudgeMissing("npm is missing: install nodejs 20 or newer with npm")
        words = ["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run([npm, *words], cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise JudgeMissing(f"npm could not install the judges:\n{done.stdout}{done.stderr}")
        stamp.write_text(lock.read_text())
    return MODULES


def axe_source() -> str:
    """axe-core's script."""
    return (installed() / "axe-core" / "axe.min.js").read_text()


@cache
def allowed_english() -> frozenset[str]:
    """English words that may stand on a Chinese page, in small letters."""
    return frozenset(word for words in tomllib.loads(TERMS.read_text())["english"].values() for word in words)
