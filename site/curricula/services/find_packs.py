"""Where packs are: a folder, or a plugin that brings some."""

from pathlib import Path

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from foundation.api import GridschoolError
from gridschool.plugins import GridSchoolPlugin

PLUGIN_PREFIX = "plugin:"


class PluginMissing(GridschoolError):
    """No installed and active plugin has this name."""


def find_packs(where: str) -> list[Path]:
    """Folders of packs: the folder itself, or every pack of "plugin:<slug>". Raises PluginMissing."""
    if not where.startswith(PLUGIN_PREFIX):
        return [Path(where)]
    return find_plugin(where.removeprefix(PLUGIN_PREFIX)).pack_folders()


def active_plugins() -> list[GridSchoolPlugin]:
    """The plugins that are switched on, in the operator's order."""
    return [config for config in apps.get_app_configs() if isinstance(config, GridSchoolPlugin)]


def find_plugin(slug: str) -> GridSchoolPlugin:
    """The active plugin with this name. Raises PluginMissing."""
    for plugin in active_plugins():
        if plugin.slug == slug:
            return plugin
    raise PluginMissing(
        _("There is no active plugin “%(slug)s”: add it to GRIDSCHOOL_PLUGINS.") % {"slug": slug},
        code="plugin_missing",
    )


def find_year_plugin() -> GridSchoolPlugin:
    """The first active plugin that describes a seeded year. Raises PluginMissing."""
    for plugin in active_plugins():
        if plugin.year:
            return plugin
    raise PluginMissing(_("No active plugin describes a seeded year."), code="no_year")


def find_demo_plugin() -> GridSchoolPlugin:
    """The first active plugin that describes a demonstration school. Raises PluginMissing."""
    for plugin in active_plugins():
        if plugin.demo:
            return plugin
    raise PluginMissing(_("No active plugin describes a demonstration school."), code="no_demo")
