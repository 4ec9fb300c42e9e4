"""The contract: what the house takes in as a guest, and what it leaves outside."""

from importlib.metadata import EntryPoint

import pytest

from gridschool.plugins import GridSchoolPlugin, registry
from gridschool.plugins.registry import GROUP, PluginRefused, find_plugins


class Good(GridSchoolPlugin):
    slug = "good"
    version = "1"
    api = ">=1,<2"


class TooNew(GridSchoolPlugin):
    slug = "too-new"
    version = "1"
    api = ">=9"


class OtherName(GridSchoolPlugin):
    slug = "somebody-else"
    version = "1"
    api = ">=1,<2"


class BadRange(GridSchoolPlugin):
    slug = "bad-range"
    version = "1"
    api = "one or two"


def entry(name: str, target: str) -> EntryPoint:
    return EntryPoint(name, f"{__name__}:{target}", GROUP)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Distributions that a machine might have, good and bad."""
    entries = [
        entry("good", "Good"),
        entry("too-new", "TooNew"),
        entry("mistaken", "OtherName"),
        entry("bad-range", "BadRange"),
        entry("no-plugin", "entry"),
        EntryPoint("broken", "gridschool_no_such_module:Plugin", GROUP),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: [e for e in entries if e.group == group])


@pytest.mark.usefixtures("installed")
def test_a_good_plugin_becomes_an_app() -> None:
    findings = find_plugins(["good"])
    assert findings.app_configs == [f"{__name__}.Good"]
    assert findings.refused == {}


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("missing", "not installed"),
        ("broken", "does not import"),
        ("no-plugin", "not a GridSchoolPlugin"),
        ("mistaken", "calls itself 'somebody-else'"),
        ("too-new", "wants contract >=9"),
        ("bad-range", "no valid api range"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_left_out_with_its_reason(slug: str, reason: str) -> None:
    findings = find_plugins(["good", slug])
    assert findings.app_configs == [f"{__name__}.Good"]
    assert reason in findings.refused[slug]


@pytest.mark.usefixtures("installed")
def test_strict_mode_raises_instead() -> None:
    with pytest.raises(PluginRefused, match="not installed"):
        find_plugins(["missing"], strict=True)


def test_the_bundled_plugin_is_found_and_brings_its_packs() -> None:
    from django.apps import apps

    folders = apps.get_app_config("gridschool_fujin").pack_folders()
    assert folders[0].name == "grid-worker-onboarding"
    assert [folder.name for folder in folders if not (folder / "pack.toml").is_file()] == []
