"""A copy of everything that is held about a person: a page to read and tables to take elsewhere, in one ZIP.

It is made at once: the longest dossier of a working life is some thousand rows.
"""

import csv
import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.api import decrypt_bytes, encrypt_bytes
from people.dossier import dossier_of
from people.models import DataExport, DataRequest, Person
from people.request_states import close_request
from people.selectors.privacy import consent_history, held_facts, requests_of
from people.services.ask_about_data import ask_about_data
from people.services.record_audit import record_audit

PURPOSE = "people.export"
KEEP_HOURS = 24

Table = tuple[str, str, list[str], list[list[str]]]


@transaction.atomic
def export_my_data(*, person: Person, actor: Any) -> DataExport:
    """Make a copy that lives 24 hours; an earlier one of the same person ends.

    Side effects: an access request that is answered with it, an encrypted file, audit events.
    """
    now = timezone.now()
    for earlier in DataExport.objects.filter(request__person=person):
        delete_export(earlier)
    request = ask_about_data(person=person, kind=DataRequest.Kind.ACCESS, actor=actor)
    close_request(request, DataRequest.State.DONE, actor=actor, now=now)
    body = build_archive(person, now)
    export = DataExport(request=request, size=len(body), expires_at=now + timedelta(hours=KEEP_HOURS))
    export.file.save("export", ContentFile(encrypt_bytes(body, purpose=PURPOSE)), save=False)
    export.save()
    return export


def read_export(*, export: DataExport, actor: Any) -> bytes:
    """The archive's bytes, for handing them out. Side effects: one audit event."""
    person = export.request.person
    record_audit(actor=actor, action="people.download_my_data", target=person, unit=person.unit)
    with export.file.open("rb") as stored:
        return decrypt_bytes(stored.read(), purpose=PURPOSE)


def delete_export(export: DataExport) -> None:
    """The row now, its file when the transaction commits."""
    file = export.file
    export.delete()
    transaction.on_commit(lambda: file.storage.delete(str(file.name)))


def build_archive(person: Person, now: datetime) -> bytes:
    """A ZIP with index.html, data.json and one CSV for each kind of fact."""
    tables = _tables(person)
    context = {"person": person, "tables": tables, "made_at": now, "school_name": settings.GRIDSCHOOL_NAME}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", render_to_string("people/my_data/archive.html", context))
        archive.writestr("data.json", json.dumps(_as_json(tables), ensure_ascii=False, indent=1))
        for key, _title, columns, rows in tables:
            archive.writestr(f"{key}.csv", _as_csv(columns, rows))
    return buffer.getvalue()


def _tables(person: Person) -> list[Table]:
    """(key, title, columns, rows); people's own facts first, then each room's."""
    facts = [[str(label), str(value)] for label, value in held_facts(person, full=True)]
    consents = [
        [
            record.get_purpose_display(),
            pgettext("privacy", "yes") if record.granted else pgettext("privacy", "no"),
            _moment(record.created_at),
            str(record.notice.version),
        ]
        for record in consent_history(person)
    ]
    asked = [
        [row.get_kind_display(), _moment(row.created_at), row.get_state_display(), row.text, row.answer]
        for row in requests_of(person)
    ]
    return [
        ("person", _("Who I am"), [pgettext("privacy", "What"), pgettext("privacy", "Value")], facts),
        (
            "consents",
            _("What I agreed to"),
            [
                pgettext("privacy", "For what"),
                pgettext("privacy", "Said"),
                pgettext("privacy", "When"),
                pgettext("privacy", "Notice"),
            ],
            consents,
        ),
        (
            "requests",
            _("What I asked for"),
            [
                _("Kind"),
                pgettext("privacy", "When"),
                _("State"),
                pgettext("privacy", "My words"),
                pgettext("privacy", "Answer"),
            ],
            asked,
        ),
        *(
            (section.key, str(section.title), [str(c) for c in section.columns], [list(r.cells) for r in rows])
            for section, rows in dossier_of(person)
        ),
    ]


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _as_json(tables: list[Table]) -> dict[str, Any]:
    return {
        key: {"title": title, "rows": [dict(zip(columns, row, strict=False)) for row in rows]}
        for key, title, columns, rows in tables
    }


def _as_csv(columns: list[str], rows: list[list[str]]) -> bytes:
    """UTF-8 with a byte order mark, which Excel and WPS need; a cell can never be a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([columns, *([_harmless(cell) for cell in row] for row in rows)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if str(cell).startswith(("=", "+", "-", "@", "\t", "\r")) else str(cell)
