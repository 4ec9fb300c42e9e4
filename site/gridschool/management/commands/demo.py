from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from curricula.api import DemoAccount, find_demo_plugin, find_plugin, standing_year, start_demo
from foundation.api import GridschoolError

ROLE_WORDS = {
    "worker": gettext_lazy("Grid worker"),
    "trainer": gettext_lazy("Trainer"),
    "officer": gettext_lazy("Officer"),
    "administrator": gettext_lazy("Administrator"),
}


class Command(BaseCommand):
    help = "Make a demonstration school of made-up people, or what is missing of it, and print its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plugin", help="the plugin whose school it is; by default the first that has one")

    def handle(self, *args: Any, plugin: str | None, **options: Any) -> None:
        folder, now = Path(settings.VAR_DIR), timezone.now()
        try:
            found = find_plugin(plugin) if plugin else find_demo_plugin()
            year = standing_year(plugin=found, folder=folder, now=now)
            if year is not None:  # a seeded year is a demonstration already, and its figures stay as they are
                print_accounts(self.stdout.write, year.county, year.accounts)
                return
            demo = start_demo(
                plugin=found,
                folder=folder,
                now=now,
                fixed_password=settings.DEMO_PASSWORD,
                say=self.stdout.write,
            )
        except GridschoolError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        print_accounts(self.stdout.write, demo.county, demo.accounts)


def print_accounts(write: Callable[[str], Any], county: Any, accounts: list[DemoAccount]) -> None:
    """Where the school is, and how to try each role out; in Chinese and in English."""
    for language in ("zh-hans", "en"):
        with override(language):
            write("")
            words = {"county": county.name, "url": settings.PUBLIC_URL}
            write(_("Demonstration school of %(county)s: %(url)s") % words)
            for account in accounts:
                write(f"  {ROLE_WORDS[account.role]}  {account.name}  {account.login}  {account.password}")
