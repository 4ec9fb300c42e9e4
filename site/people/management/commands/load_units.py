from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.services.load_units import load_units


class Command(BaseCommand):
    help = "Load administrative areas (code, name, kind) from a TOML or CSV file into the tree of units."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_units(path=file)
        except GridschoolError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        text = _("Units: %(created)d new, %(changed)d changed, %(unchanged)d unchanged.")
        self.stdout.write(text % vars(loaded))
