"""Files with people in them do not lie about: rosters that nobody confirmed, exports that are over, strays."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from people.models import PeopleExport, RosterImport
from people.services.discard_roster import KEEP_HOURS, forget_old_rosters
from people.services.export_people import expire_exports

FOLDERS = {"rosters": RosterImport, "exports": PeopleExport}


def sweep_files(*, now: datetime) -> int:
    """End what is over and delete its files. Returns how many files went. Runs on beat; safe at any time."""
    return forget_old_rosters(now=now) + expire_exports(now=now) + _delete_strays(now)


def _delete_strays(now: datetime) -> int:
    """Files that no row knows: whoever wrote them was killed before the row was there."""
    count = 0
    for folder, model in FOLDERS.items():
        for name in _files_in(folder):
            path = f"{folder}/{name}"
            is_old = default_storage.get_modified_time(path) < now - timedelta(hours=KEEP_HOURS)
            if is_old and not model._default_manager.filter(file=path).exists():
                default_storage.delete(path)
                count += 1
    return count


def _files_in(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []
