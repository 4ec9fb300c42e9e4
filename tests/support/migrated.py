"""A migrated SQLite database, made once and copied ever after: migrating takes most of a minute."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.environment import clean_environment
from tests.support.paths import BUILD, ROOT

NAME = "gridschool.sqlite3"  # what the product calls it in its VAR_DIR


def put_migrated_database(folder: Path) -> Path:
    """Put a copy into an installation's VAR_DIR, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(_migrated(), folder / NAME))


@cache
def _migrated() -> Path:
    """The database of the present migrations in build/; made by the product's own command where it is missing."""
    path = BUILD / f"migrated-{_digest()}.sqlite3"
    if not path.exists():
        BUILD.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILD) as folder:
            env = {**clean_environment(), "DJANGO_SETTINGS_MODULE": "gridschool.settings.test", "VAR_DIR": folder}
            subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"], env=env, check=True)
            (Path(folder) / NAME).replace(path)
    return path


def _digest() -> str:
    """Changes with everything that decides what migrating makes."""
    digest = hashlib.sha256(sys.version.encode())
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)}".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    yield from (ROOT / "requirements.txt", ROOT / "site/gridschool/settings/base.py")
    for folder in ("site", "courses", "exams", "certificates", "plugins"):
        yield from sorted((ROOT / folder).rglob("migrations/*.py"))
