"""What is past its keeping time goes: the nightly housekeeping of what this room stores for a while only."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from foundation.api import bypass
from people.dossier import forget_outlived
from people.logins.idle_limits import idle_limits
from people.models import CodeAsked, DataExport, LoginCode, LoginSession, LoginSlip, RosterImport, SlipBatch
from people.rules.login_codes import LONGEST_WINDOW
from people.services.discard_roster import delete_file, forget_old_rosters
from people.services.export_my_data import delete_export
from people.services.login_slips import SLIP_HOURS
from people.services.record_audit import record_audit

SLIP_KEEP_DAYS = 90  # after its end a slip tells only that one was given, and to whom
ROSTER_FILE_DAYS = 1
SESSION_KEEP_LIMITS = 2  # after twice the longest pause a session need not tell its owner any more why it ended


def forget_expired(*, now: datetime) -> dict[str, int]:
    """Delete what has run out; returns how many of each. Repeating it is harmless.

    Side effects: copies of data, login slips and codes, unseen slip sheets, files of rosters, sessions, the names
    in what was kept of erased people until now; one audit event.
    """
    counts = {
        "exports": _exports(now),
        "slips": _slips(now),
        "sheets": _sheets(now),
        "codes": _codes(now),
        "roster_files": _roster_files(now),
        "rosters": forget_old_rosters(now=now),
        "outlived": _outlived(now),
    }
    LoginSession.objects.filter(seen_at__lt=now - SESSION_KEEP_LIMITS * idle_limits().longest).delete()
    record_audit(actor=None, action="people.forget_expired", target=None, data=counts)
    return counts


def _outlived(now: datetime) -> int:
    with bypass():
        return forget_outlived(timezone.localdate(now))


def _exports(now: datetime) -> int:
    expired = list(DataExport.objects.filter(expires_at__lte=now))
    for export in expired:
        delete_export(export)
    return len(expired)


def _slips(now: datetime) -> int:
    old = now - timedelta(days=SLIP_KEEP_DAYS)
    ended, _each = LoginSlip.objects.filter(Q(used_at__lt=old) | Q(expires_at__lt=old)).delete()
    return ended


def _sheets(now: datetime) -> int:
    """Codes of a sheet that nobody opened; they no longer work."""
    unseen = SlipBatch.objects.filter(issued_at__lt=now - timedelta(hours=SLIP_HOURS)).exclude(sheet="")
    return unseen.update(sheet="")


def _codes(now: datetime) -> int:
    """Login codes and who asked for them, when no limit counts them any more."""
    old = now - LONGEST_WINDOW
    asked, _each = CodeAsked.objects.filter(asked_at__lt=old).delete()
    LoginCode.objects.filter(Q(sent_at=None) | Q(sent_at__lt=old)).exclude(key__in=_keys_in_use()).delete()
    return asked


def _keys_in_use() -> QuerySet[CodeAsked, str]:
    return CodeAsked.objects.values_list("key", flat=True)


def _roster_files(now: datetime) -> int:
    """Files that a job should have deleted and could not, because it was killed or failed for good."""
    old = now - timedelta(days=ROSTER_FILE_DAYS)
    over = ~Q(state=RosterImport.State.PLANNED) | Q(job__state="failed")
    left = list(RosterImport.objects.filter(over, created_at__lt=old).exclude(file=""))
    for roster in left:
        delete_file(roster)
    return len(left)
