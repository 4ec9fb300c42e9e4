"""Finds the plugins that the operator has named. Runs while settings load, so it touches no model."""

from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from gridschool.plugins.contract import API_VERSION, GridSchoolPlugin

GROUP = "gridschool.plugins"


class PluginRefused(Exception):
    """A plugin cannot be used; the message says why, in English, for the operator."""


@dataclass
class Findings:
    """What looking for plugins gave.

    Attributes:
        app_configs: dotted paths for INSTALLED_APPS, in the operator's order.
        refused: slug -> reason, for the status page and the system check.
    """

    app_configs: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def find_plugins(slugs: list[str], *, strict: bool = False) -> Findings:
    """Look the named plugins up among the installed entry points.

    A plugin that is missing, broken or made for another contract is left out with its reason; with strict
    (continuous integration) it raises PluginRefused instead.
    """
    findings = Findings()
    installed = {entry.name: entry for entry in entry_points(group=GROUP)}
    for slug in slugs:
        try:
            findings.app_configs.append(_proved(slug, installed.get(slug)))
        except PluginRefused as refusal:
            if strict:
                raise
            findings.refused[slug] = str(refusal)
    return findings


def _proved(slug: str, entry: EntryPoint | None) -> str:
    """The dotted path of a plugin's configuration, once the plugin is known to be usable."""
    if entry is None:
        raise PluginRefused(f"plugin {slug!r} is not installed (no entry point in {GROUP})")
    plugin = _load(entry)
    if plugin.slug != slug:
        raise PluginRefused(f"plugin {slug!r} calls itself {plugin.slug!r}")
    if API_VERSION not in _range_of(plugin):
        raise PluginRefused(f"plugin {slug!r} wants contract {plugin.api}, this house offers {API_VERSION}")
    return f"{plugin.__module__}.{plugin.__qualname__}"


def _load(entry: EntryPoint) -> type[GridSchoolPlugin]:
    try:
        plugin = entry.load()
    except Exception as error:  # a guest's import may raise anything; the house must still start
        raise PluginRefused(f"plugin {entry.name!r} does not import: {error!r}") from error
    if not (isinstance(plugin, type) and issubclass(plugin, GridSchoolPlugin)):
        raise PluginRefused(f"plugin {entry.name!r} is not a GridSchoolPlugin")
    return plugin


def _range_of(plugin: type[GridSchoolPlugin]) -> SpecifierSet:
    try:
        return SpecifierSet(plugin.api)
    except InvalidSpecifier as error:
        raise PluginRefused(f"plugin {plugin.slug!r} has no valid api range: {plugin.api!r}") from error
