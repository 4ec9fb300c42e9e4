"""Production refuses to start half-configured, and the table of settings tells the truth."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

START = "import django; django.setup(); print('started')"
ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "gridschool.settings.prod",
    "SECRET_KEY": "p" * 64,
    "IDENTITY_KEYS": "k1:" + "A" * 43 + "=",
    "IDENTITY_HASH_KEY": "h" * 48,
    "ALLOWED_HOSTS": "school.example",
    "PUBLIC_URL": "https://school.example",
}


def start(environment: dict[str, str], tmp_path: Path, code: str = START) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "site"), str(ROOT / "plugins/fujin")])
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": paths, "VAR_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_production_starts_when_everything_is_set(tmp_path: Path) -> None:
    result = start(COMPLETE, tmp_path)
    assert result.stdout.strip() == "started", result.stderr


@pytest.mark.parametrize(("chosen", "is_so"), [(None, "required"), ("optional", "optional")])
def test_production_asks_staff_for_a_second_factor_unless_told_otherwise(chosen, is_so, tmp_path: Path) -> None:
    environment = COMPLETE | ({"STAFF_SECOND_FACTOR": chosen} if chosen else {})
    result = start(environment, tmp_path, "from django.conf import settings; print(settings.STAFF_SECOND_FACTOR)")
    assert result.stdout.strip() == is_so, result.stderr


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "IDENTITY_KEYS", "IDENTITY_HASH_KEY", "ALLOWED_HOSTS", "PUBLIC_URL"]
)
def test_production_stops_without_a_required_variable(name: str, tmp_path: Path) -> None:
    result = start({key: value for key, value in COMPLETE.items() if key != name}, tmp_path)
    assert result.returncode != 0
    assert f"环境变量 {name} 没有设置" in result.stderr


def test_production_stops_with_the_secret_of_the_tests(tmp_path: Path) -> None:
    result = start(COMPLETE | {"SECRET_KEY": settings.SECRET_KEY + "x" * 50}, tmp_path)
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr


@pytest.mark.parametrize("name", ["ConsoleSms", "FileSms"])
def test_production_stops_with_text_messages_that_others_can_read(name: str, tmp_path: Path) -> None:
    result = start(COMPLETE | {"SMS_BACKEND": f"people.logins.sms.{name}"}, tmp_path)
    assert result.returncode != 0
    assert "SMS_BACKEND 是试用方式" in result.stderr


@pytest.mark.parametrize(("environment", "is_on"), [({}, False), ({"SMS_BACKEND": "county_sms.Aliyun"}, True)])
def test_production_sends_text_messages_only_through_a_named_provider(environment, is_on, tmp_path: Path) -> None:
    code = "import django; django.setup(); from people.logins.sms import is_sms_on; print(is_sms_on())"
    result = start(COMPLETE | environment, tmp_path, code)
    assert result.stdout.strip() == str(is_on), result.stderr


def test_a_one_machine_installation_makes_its_own_secrets_once(tmp_path: Path) -> None:
    development = {"DJANGO_SETTINGS_MODULE": "gridschool.settings.dev"}
    assert start(development, tmp_path).stdout.strip() == "started"
    secrets = tmp_path / "secrets.json"
    first = secrets.read_text()
    assert secrets.stat().st_mode & 0o077 == 0
    assert start(development, tmp_path).stdout.strip() == "started"
    assert secrets.read_text() == first


def test_the_table_of_settings_names_every_variable_that_is_read() -> None:
    sources = (ROOT / "site/gridschool/settings").glob("*.py")
    code = "\n".join(path.read_text() for path in sources)
    read = set(re.findall(r'(?:env\.\w+|_required|env)\(\s*"([A-Z0-9_]+)"', code))
    told = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text()))
    assert read - told == set()
    assert told - read - {"DJANGO_SETTINGS_MODULE", "INFO"} == set()
