"""What the audit screens read."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.rules.audit_chain import Fault, FaultKind


def fault_words(fault: Fault) -> str:
    """One fault of the chain, in words."""
    place = f"{fault.position}–{fault.last}" if fault.last and fault.last > fault.position else fault.position
    words = _("Position %(place)s: %(what)s") % {"place": place, "what": FaultKind(fault.kind).label}
    if fault.event is None:
        return words
    return words + pgettext("audit", " (event %(event)d)") % {"event": fault.event}
