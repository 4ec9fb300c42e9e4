"""Rosters that are not imported: given up, or left lying. Their files go at once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import RosterImport

KEEP_HOURS = 24


def discard_roster(*, actor: Any, roster: RosterImport) -> None:
    """Give up a compared roster and delete its file. Does nothing once the import was confirmed."""
    _end(roster, _("Given up by %(name)s before it was imported.") % {"name": actor})


def forget_old_rosters(*, now: datetime) -> int:
    """End what nobody confirmed within 24 hours, file and all. Returns how many."""
    waiting = RosterImport.objects.filter(
        state=RosterImport.State.PLANNED, job=None, created_at__lt=now - timedelta(hours=KEEP_HOURS)
    )
    reason = _("Nobody confirmed it within 24 hours, so the file was deleted. Upload it again.")
    return sum(_end(roster, reason) for roster in waiting)


@transaction.atomic
def _end(roster: RosterImport, reason: str) -> bool:
    waiting = RosterImport.objects.filter(pk=roster.pk, state=RosterImport.State.PLANNED, job=None)
    ended = waiting.update(state=RosterImport.State.REFUSED, reason=reason)
    if ended:
        transaction.on_commit(lambda: delete_file(roster))
    return bool(ended)


def delete_file(roster: RosterImport) -> None:
    """Delete the stored file, if it is still there."""
    if roster.file:
        roster.file.delete(save=False)
        RosterImport.objects.filter(pk=roster.pk).update(file="")
