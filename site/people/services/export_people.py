"""People as a file: with a reason, a mark on every page, an audit line, and an end after a day."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.api import GridschoolError, Job, Report, decrypt_bytes, encrypt_bytes, enqueue_job, job_kind
from people.models import PeopleExport, Person, Unit
from people.scope import holds_role
from people.selectors.people import PeopleSearch, people_found
from people.selectors.units import unit_refs
from people.services.people_sheets import Table, as_csv, as_workbook
from people.services.record_audit import record_audit

PURPOSE = "people.export"
KEEP_HOURS = 24
# What is made while the officer waits; more is made by a job.
ROWS_AT_ONCE = 2000
CHUNK_ROWS = 500
# The roster's own columns first, in the words that an import knows: a full export can be imported again.
COLUMNS = ("姓名", "身份证号", "手机号", "单位", "岗位", "工号")
LEFT_COLUMNS = ("工号", "姓名", "单位", "岗位")


@transaction.atomic
def start_export(
    *, actor: Any, unit: Unit, reason: str, query: str = "", form: str = "xlsx", is_full: bool = False
) -> PeopleExport:
    """Make the file of a unit's people whom the query finds, or start the job that makes it.

    Side effects: the export, its encrypted file or its job, and the audit lines of `_make`.
    """
    asked = QueryDict(query, mutable=True)
    asked["unit"] = str(unit.pk)
    export = PeopleExport(unit=unit, requested_by=actor, reason=reason, form=form, is_full=is_full)
    export.query = asked.urlencode()
    export.expires_at = timezone.now() + timedelta(hours=KEEP_HOURS)
    export.size = _people(export).count()
    export.save()
    if export.size <= ROWS_AT_ONCE:
        _make(export, lambda done, total: None)
    else:
        title = _("Export of %(count)s people of %(unit)s") % {"count": f"{export.size:,}", "unit": unit.name}
        params = {"export": str(export.uid), "back": reverse("people_exports")}
        export.job = enqueue_job(kind="people.export", owner=actor, title=title[:200], params=params)
        export.save(update_fields=["job"])
    return export


@job_kind("people.export")
def make_export(job: Job, report: Report) -> dict[str, Any]:
    """Make the file of an export; made already, or over by now, it is left alone."""
    export = PeopleExport.objects.select_related("unit", "requested_by").get(uid=job.params["export"])
    if not holds_role(job.owner, export.unit, ("officer",)):
        raise GridschoolError(_("You are no longer an officer of this unit."), code="role_lost")
    if not export.file and not export.is_expired:
        _make(export, report)
    return {"next": reverse("people_exports")}


def _people(export: PeopleExport) -> QuerySet[Person]:
    return people_found(export.requested_by, PeopleSearch.from_query(export.requested_by, QueryDict(export.query)))


def _make(export: PeopleExport, report: Report) -> None:
    """Write the file and, with it, the audit line; whole identity numbers have a line of their own."""
    people = list(_people(export))
    tables = list(_tables(export, people, report))
    mark = _("Exported by %(name)s, %(at)s, for: %(reason)s. For official use; do not pass on.") % {
        "name": export.requested_by,
        "at": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "reason": export.reason,
    }
    is_csv = export.form == PeopleExport.Form.CSV
    data = as_csv(tables[-1] if not tables[0].rows else tables[0], mark) if is_csv else as_workbook(tables, mark)
    with transaction.atomic():
        export.size = len(people)
        export.file.save("export", ContentFile(encrypt_bytes(data, purpose=PURPOSE)), save=False)
        export.save(update_fields=["file", "size"])
        _audit(export)


def _audit(export: PeopleExport) -> None:
    actions = ["people.export", "people.export_identities"] if export.is_full else ["people.export"]
    for action in actions:
        record_audit(
            actor=export.requested_by,
            action=action,
            target=export,
            unit=export.unit,
            reason=export.reason,
            data={"rows": export.size, "form": export.form},
        )


def _tables(export: PeopleExport, people: list[Person], report: Report) -> Iterator[Table]:
    """Those in post as an import reads them; those who left, if asked for, on a sheet that no import takes."""
    places = {ref.pk: ref.place for ref in unit_refs(export.unit)}
    table = Table(_("In post"), COLUMNS, [])
    left = Table(_("People who left"), LEFT_COLUMNS, [])
    for number, person in enumerate(people, start=1):
        place = places[person.unit_id]
        if person.state == Person.State.LEFT:
            left.rows.append((person.worker_no, person.name, place, person.post))
        else:
            identity = person.identity.number if export.is_full else person.masked_identity
            table.rows.append((person.name, identity, person.phone, place, person.post, person.worker_no))
        if number % CHUNK_ROWS == 0:
            report(number, len(people))
    yield table
    if left.rows:
        yield left


def content_of(export: PeopleExport) -> bytes:
    """The file as the officer gets it."""
    with export.file.open("rb") as stored:
        return decrypt_bytes(stored.read(), purpose=PURPOSE)


@transaction.atomic
def hand_out(*, actor: Any, export: PeopleExport) -> bytes:
    """The file for a download. Side effects: one audit event."""
    data = content_of(export)
    record_audit(
        actor=actor,
        action="people.download_export",
        target=export,
        unit=export.unit,
        reason=export.reason,
        data={"rows": export.size},
    )
    return data


def expire_exports(*, now: datetime) -> int:
    """Delete the files of exports that are over, and what was searched for. Returns how many."""
    over = list(PeopleExport.objects.filter(expires_at__lte=now).exclude(file=""))
    for export in over:
        export.file.delete(save=False)
        PeopleExport.objects.filter(pk=export.pk).update(file="", query="")
    return len(over)
