"""Spreadsheets: the register and the sign-for list."""

import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from certificates.models import Certificate

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def register_sheet(certificates: Iterable[Certificate]) -> HttpResponse:
    """The register as .xlsx, in the order given."""
    head = [
        pgettext("certificates", "Number"),
        pgettext("certificates", "Name"),
        _("Unit"),
        _("Certificate"),
        _("Course"),
        pgettext("certificates", "Run"),
        _("Hours"),
        _("Issued on"),
        _("State"),
        _("Verification code"),
    ]
    rows = [_register_row(certificate) for certificate in certificates]
    return _workbook(_("Certificate register"), head, rows, widths=[30, 16, 24, 16, 28, 20, 8, 14, 10, 16])


def _register_row(certificate: Certificate) -> list[Any]:
    facts = certificate.snapshot
    state = Certificate.State(certificate.shown_state).label
    return [
        certificate.number,
        facts["name"],
        facts["unit"],
        facts["title"],
        facts["course_title"],
        facts["run_title"],
        facts["hours"],
        certificate.issued_on,
        str(state),
        certificate.code,
    ]


def sign_sheet(certificates: Iterable[Certificate]) -> HttpResponse:
    """The sign-for list as .xlsx: one line for each certificate, in hand-out order (domain reference 3.6)."""
    head = [
        _("No."),
        pgettext("certificates", "Name"),
        _("Unit"),
        _("Certificate number"),
        _("Signature of recipient"),
        _("Date"),
    ]
    rows = [[n, c.snapshot["name"], c.snapshot["unit"], c.number, "", ""] for n, c in enumerate(certificates, 1)]
    return _workbook(_("Sign-for list"), head, rows, widths=[6, 16, 24, 30, 18, 14])


def _workbook(title: str, head: list[str], rows: list[list[Any]], widths: list[int]) -> HttpResponse:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(head)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_inert(value) for value in row])
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    made = io.BytesIO()
    book.save(made)
    response = HttpResponse(made.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.xlsx") or ""
    response["Cache-Control"] = "private, no-store"
    return response


def _inert(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value
