from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from curricula.rules.tree import CheckedPack
from curricula.services.apply_pack import apply_pack
from curricula.services.check_pack import check_pack
from curricula.services.find_packs import find_packs
from curricula.services.plan_pack import plan_pack
from foundation.api import GridschoolError
from people.api import Unit


class Command(BaseCommand):
    help = "Check a curriculum pack, show what applying it would change, or apply it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["check", "plan", "apply"])
        parser.add_argument("path", help="folder of a pack, or plugin:<name> for every pack of a plugin")
        parser.add_argument("--unit", help="official code of the county; by default the pack's own area")

    def handle(self, *args: Any, verb: str, path: str, unit: str | None, **options: Any) -> None:
        try:
            packs = [self._checked(folder) for folder in find_packs(path)]
            for pack in packs:
                if verb != "check":
                    self._plan(pack, unit or pack.head.area, is_for_real=verb == "apply")
        except GridschoolError as error:
            raise CommandError(f"{error} [{error.code}]") from error

    def _checked(self, folder: Path) -> CheckedPack:
        found = check_pack(folder)
        if isinstance(found, CheckedPack):
            self.stdout.write(
                _("%(title)s %(version)s: no mistakes found.")
                % {
                    "title": found.head.title,
                    "version": found.head.version,
                }
            )
            return found
        for error in found:
            self.stderr.write(str(error))
        raise CommandError(
            _("%(count)d mistakes in %(folder)s. Nothing was changed.")
            % {
                "count": len(found),
                "folder": folder.name,
            }
        )

    def _plan(self, pack: CheckedPack, code: str, *, is_for_real: bool) -> None:
        county = Unit.objects.filter(code=code).first()
        if county is None:
            raise CommandError(
                _("There is no unit with the code %(code)s: load the units first.") % {"code": code}
            )
        plan = plan_pack(pack=pack, unit=county)
        self.stdout.write(plan.as_text())
        if is_for_real:
            apply_pack(pack=pack, unit=county, actor=None)
            self.stdout.write(_("Nothing to do.") if plan.is_empty else _("Applied."))
