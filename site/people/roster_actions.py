"""What is done to people by rosters, exports and hand, in the words of the audit log."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

ROSTER_ACTIONS: dict[str, str | Promise] = {
    "people.left": pgettext_lazy("audit", "Person marked as left"),
    "people.undo_import": pgettext_lazy("audit", "Import undone"),
    "people.export": pgettext_lazy("audit", "People exported"),
    "people.export_identities": pgettext_lazy("audit", "Whole identity numbers exported"),
    "people.download_export": pgettext_lazy("audit", "Export of people fetched"),
    "people.back": pgettext_lazy("audit", "Person back in post"),
}
