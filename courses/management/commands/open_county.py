from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.services.open_county import open_county
from foundation.api import GridschoolError
from people.api import Unit


class Command(BaseCommand):
    help = "Open a county's school: page, files, groups, powers. Without a code, put right all that are open."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", nargs="*", help="official codes, 6 digits")
        parser.add_argument("--help-phone", default="", help="shown to learners of a school that is new")

    def handle(self, *args: Any, code: list[str], help_phone: str, **options: Any) -> None:
        units = Unit.objects.filter(code__in=code) if code else Unit.objects.exclude(school_page=None)
        missing = sorted(set(code) - {unit.code or "" for unit in units})
        if missing:
            raise CommandError(_("There is no unit with the code %(codes)s.") % {"codes": ", ".join(missing)})
        for unit in units:
            try:
                open_county(actor=None, unit=unit, help_phone=help_phone)
            except GridschoolError as error:
                raise CommandError(f"{unit}: {error} [{error.code}]") from error
            self.stdout.write(_("%(county)s: open.") % {"county": unit.name})
