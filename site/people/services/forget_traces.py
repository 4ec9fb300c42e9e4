"""Where somebody stands besides in their own record: rosters, requests, journals, files. Gone at their erasure."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation.api import Job
from people.models import (
    DataExport,
    DataRequest,
    LoginCode,
    PeopleExport,
    Person,
    PersonMerge,
    RosterImport,
    RosterRow,
    Unit,
)
from people.selectors.privacy import keys_of_records
from people.services.export_my_data import delete_export

Hide = Callable[[Any], Any]


def words_without(person: Person) -> Hide:
    """What takes a person out of a text, by the name, phone and number of each of their records."""
    records = list(Person.objects.filter(pk__in=keys_of_records(person)))

    def hide(value: Any) -> Any:
        for record in records:
            value = record.hidden_in(value)
        return value

    return hide


def forget_traces(person: Person, hide: Hide) -> None:
    """Blank what this room wrote down about a person elsewhere than in their record.

    Words about nobody in particular (why people were exported) are not looked through: that form asks for no
    names.
    """
    _forget_rosters(person, hide)
    LoginCode.objects.filter(key=LoginCode.key_of(person.phone)).delete()
    DataRequest.objects.filter(person=person).update(text="", wanted="", answer="")
    journals = PersonMerge.objects.filter(Q(kept=person) | Q(merged=person))
    journals.update(reason="", split_reason="")
    for export in DataExport.objects.filter(request__person=person):
        delete_export(export)
    _end_exports(person)


def _forget_rosters(person: Person, hide: Hide) -> None:
    """The person's rows, refused ones that belong to nobody included, and what the files were called."""
    rosters = list(RosterImport.objects.filter(rows__person=person).distinct())
    nobodys = RosterRow.objects.filter(roster__in=rosters, person=None).exclude(name="")
    alike = [row.pk for row in nobodys if person.name in "".join(row.name.split())]
    rows = RosterRow.objects.filter(Q(person=person) | Q(person=None, name=person.name) | Q(pk__in=alike))
    rows.update(name="", changes={}, reason="", outcome_reason="")
    for roster in rosters:
        roster.original_name, roster.reason = hide(roster.original_name)[:200], hide(roster.reason)
        roster.save(update_fields=["original_name", "reason"])
    for job in Job.objects.filter(pk__in=[pk for roster in rosters for pk in (roster.job_id, roster.undo_job_id)]):
        Job.objects.filter(pk=job.pk).update(title=hide(job.title)[:200])


def _end_exports(person: Person) -> None:
    """Files of people in which the person may stand are over at once, and with them what was searched for."""
    path, step = person.unit.path, Unit.steplen
    above = [path[:end] for end in range(step, len(path) + 1, step)]
    exports = PeopleExport.objects.filter(unit__path__in=above)
    for file in [export.file for export in exports.exclude(file="")]:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    exports.filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now())
    exports.update(file="", query="")
