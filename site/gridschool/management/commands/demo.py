from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from curricula.api import Demo, find_demo_plugin, find_plugin, start_demo
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
        try:
            demo = start_demo(
                plugin=find_plugin(plugin) if plugin else find_demo_plugin(),
                folder=Path(settings.VAR_DIR),
                now=timezone.now(),
                fixed_password=settings.DEMO_PASSWORD,
                say=self.stdout.write,
            )
        except GridschoolError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        for language in ("zh-hans", "en"):
            with override(language):
                self._print(demo)

    def _print(self, demo: Demo) -> None:
        self.stdout.write("")
        self.stdout.write(
            _("Demonstration school of %(county)s: %(url)s")
            % {
                "county": demo.county.name,
                "url": settings.PUBLIC_URL,
            }
        )
        for account in demo.accounts:
            role = ROLE_WORDS[account.role]
            self.stdout.write(f"  {role}  {account.name}  {account.login}  {account.password}")
