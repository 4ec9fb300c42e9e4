from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError
from people.models import AuditHead
from people.selectors.audit import fault_words
from people.services.check_audit import ChainReport, Noted, check_audit, note_check, parse_noted


class Command(BaseCommand):
    help = "Prove the chain over the audit log (check), or print its head to be noted outside (head)."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        check = steps.add_parser("check", help="walk the chain; exit code 1 when it is broken")
        check.add_argument("--noted", action="append", default=[], metavar="POSITION:DIGEST")
        steps.add_parser("head", help="position, digest and time of the last link")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        if step == "head":
            self._print_head()
        else:
            self._check(options["noted"])

    def _print_head(self) -> None:
        head = AuditHead.objects.filter(pk=AuditHead.THE_ONE).first()
        if head is None or not head.position:
            raise CommandError(_("Nothing is linked yet. The sealing job links events every 45 seconds."))
        self.stdout.write(f"{head.position}:{head.digest} {_at(head.sealed_at)}")

    def _check(self, noted: list[str]) -> None:
        report = check_audit(noted=_parsed(noted))
        note_check(report)
        for fault in report.faults:
            self.stdout.write(fault_words(fault))
        self.stdout.write(_summary(report))
        if report.position:
            self.stdout.write(f"{report.position}:{report.digest} {_at(report.at)}")
        if not report.is_whole:
            raise CommandError(_("The chain is broken. Keep the database as it is and compare it with a backup."))


def _parsed(noted: list[str]) -> list[Noted]:
    try:
        return [parse_noted(text) for text in noted]
    except GridschoolError as error:
        raise CommandError(str(error), returncode=2) from error


def _at(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _summary(report: ChainReport) -> str:
    facts = {"links": report.links, "pending": report.pending, "faults": len(report.faults)}
    return _("%(links)d events linked, %(pending)d waiting to be linked, %(faults)d faults.") % facts
