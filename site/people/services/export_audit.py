"""The audit log on paper: whoever takes it out leaves their name and reason on it, and an event behind."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from foundation.api import GridschoolError
from people.models import AuditEvent
from people.rules.masking import mask_search
from people.scope import topmost_unit
from people.selectors.audit import AuditLine, AuditSearch, events_found, portions_found, shown_data, target_words
from people.services.record_audit import record_audit

PORTION = 1000
# A workbook is made whole before it is sent; a longer one takes minutes and belongs into a text file.
XLSX_ROWS = 20_000
FORMATS = ("xlsx", "csv")


class ExportRefused(GridschoolError):
    """This cannot be exported like that."""

    status = 422


@dataclass(frozen=True)
class AuditExport:
    """An export that was noted and may be written now."""

    user: Any
    search: AuditSearch
    watermark: str
    newest: int

    def rows(self) -> Iterator[list[str]]:
        """Watermark, titles, then the events in portions, the latest first."""
        yield [self.watermark]
        yield _titles()
        for portion in portions_found(self.user, self.search, size=PORTION, newest=self.newest):
            yield from map(_row, portion)

    def csv_lines(self) -> Iterator[str]:
        """The rows as a text file that WPS and Excel open rightly, byte order mark first."""
        yield "\ufeff"
        for row in self.rows():
            line = io.StringIO()
            csv.writer(line).writerow([_inert(cell) for cell in row])
            yield line.getvalue()

    def workbook(self) -> Any:
        """The rows as .xlsx, in an open temporary file that is gone when it is closed."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet(_("Audit log"))
        for row in self.rows():
            sheet.append([_text_cell(sheet, cell) for cell in row])
        file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
        book.save(file)
        file.seek(0)
        return file


def export_audit(*, actor: Any, search: AuditSearch, reason: str, file_format: str) -> AuditExport:
    """Note an export and return what writes it. The export itself is the first event that it does not hold.

    Side effects: one audit event. Raises ExportRefused without a reason, for an unknown format, or when there are
    too many rows for a workbook.
    """
    if not reason.strip():
        raise ExportRefused(gettext_lazy("Say why, in a few words."), code="reason_missing")
    if file_format not in FORMATS:
        raise ExportRefused(gettext_lazy("There is no such format."), code="no_such_format")
    found = events_found(actor, search)
    if file_format == "xlsx" and found.values("id")[XLSX_ROWS : XLSX_ROWS + 1].exists():
        message = _("A workbook takes %(rows)d rows. Narrow the search, or take the text file (.csv).")
        raise ExportRefused(message % {"rows": XLSX_ROWS}, code="too_many_rows")
    filters = {name: str(value) for name, value in asdict(search).items() if value}
    filters |= {name: mask_search(filters[name]) for name in ("person", "actor") if name in filters}
    event = record_audit(
        actor=actor,
        action="people.export_audit",
        target=None,
        unit=topmost_unit(actor, ("officer",)),
        data={"format": file_format, "filters": filters},
        reason=reason,
    )
    return AuditExport(actor, search, _watermark(actor, event), event.pk - 1)


def _watermark(actor: Any, event: AuditEvent) -> str:
    at = timezone.localtime(event.created_at)
    facts = {"name": actor, "login": actor.username, "at": f"{at:%Y-%m-%d %H:%M}", "reason": event.reason}
    return _("Exported by %(name)s (%(login)s), %(at)s. Why: %(reason)s. For this purpose only.") % facts


def _titles() -> list[str]:
    return [
        pgettext("audit", "No."),
        pgettext("audit", "When"),
        pgettext("audit", "By whom"),
        pgettext("audit", "What"),
        pgettext("audit", "Whom"),
        _("Worker number"),
        _("Unit"),
        pgettext("audit", "Target"),
        pgettext("audit", "Result"),
        pgettext("audit", "Reason"),
        pgettext("audit", "Details"),
        pgettext("audit", "Address"),
    ]


def _row(line: AuditLine) -> list[str]:
    event, person = line.event, line.person
    return [
        str(event.pk),
        f"{timezone.localtime(event.created_at):%Y-%m-%d %H:%M:%S}",
        f"{event.actor} {event.actor.username}" if event.actor else pgettext("audit", "the system"),
        line.action,
        person.name if person else "",
        person.worker_no if person else "",
        event.unit.name if event.unit else "",
        f"{target_words(event)} {event.target_id}".strip(),
        str(event.get_result_display()),
        event.reason,
        "; ".join(f"{name}: {value}" for name, value in shown_data(event)),
        event.ip or "",
    ]


def _inert(text: str) -> str:
    """Text that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell
