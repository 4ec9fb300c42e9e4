from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from curricula.api import find_plugin, find_year_plugin, start_year
from foundation.api import GridschoolError
from gridschool.management.commands.demo import print_accounts


class Command(BaseCommand):
    help = "Make a seeded year of a county of made-up people in an empty installation, and print its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plugin", help="the plugin whose year it is; by default the first that has one")
        parser.add_argument("--stations", type=int, help="only so many stations, with figures in proportion")

    def handle(self, *args: Any, plugin: str | None, stations: int | None, **options: Any) -> None:
        try:
            year = start_year(
                plugin=find_plugin(plugin) if plugin else find_year_plugin(),
                folder=Path(settings.VAR_DIR),
                now=timezone.now(),
                fixed_password=settings.DEMO_PASSWORD,
                stations=stations,
                say=self.stdout.write,
            )
        except GridschoolError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        if not year.is_new:
            self.stdout.write(_("The seeded year is there already. Nothing was changed."))
        counts = {
            "sessions": year.figures.sessions,
            "person_times": year.figures.person_times,
            "people": year.figures.headcount,
            "holders": year.holders,
        }
        words = _(
            "%(sessions)d sessions, %(person_times)d person-times, %(people)d people trained, "
            "%(holders)d holders of a national certificate."
        )
        self.stdout.write(words % counts)
        print_accounts(self.stdout.write, year.county, year.accounts)
