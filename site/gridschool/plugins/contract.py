"""The contract between the house and its guests."""

from pathlib import Path
from typing import ClassVar

from django.apps import AppConfig

API_VERSION = "1.0"


class GridSchoolPlugin(AppConfig):
    """Base of every plugin: an ordinary Django app configuration with four facts more.

    A plugin is an installable distribution whose entry point in the group ``gridschool.plugins`` names its
    subclass. It owns no page type, no foreign key into the house and no signal handler; it brings packs.

    Attributes:
        slug: permanent short name, equal to the entry point's name.
        version: the plugin's own version.
        api: range of contract versions it works with, as in packaging (">=1,<2").
        packs: folders of curriculum packs, relative to the plugin's package.
        demo: TOML file that describes a demonstration school, relative to the plugin's package; "" for none.
            Its course is the first of `packs`.
        year: TOML file that describes a seeded year of its county, relative to the plugin's package; "" for none.
    """

    slug: ClassVar[str] = ""
    version: ClassVar[str] = ""
    api: ClassVar[str] = ""
    packs: ClassVar[tuple[str, ...]] = ()
    demo: ClassVar[str] = ""
    year: ClassVar[str] = ""

    def pack_folders(self) -> list[Path]:
        """Absolute folders of the packs that this plugin brings."""
        return [Path(self.path) / pack for pack in self.packs]

    def demo_file(self) -> Path | None:
        """Absolute path of the demonstration school's file, or None."""
        return Path(self.path) / self.demo if self.demo else None

    def year_file(self) -> Path | None:
        """Absolute path of the seeded year's file, or None."""
        return Path(self.path) / self.year if self.year else None
