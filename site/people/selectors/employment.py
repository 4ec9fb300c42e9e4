"""The history of units and posts, for the person's page, the data download and the erasure."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.dossier import DossierRow, DossierSection
from people.models import Employment, Person


def employment_rows(person: Person) -> list[DossierRow]:
    """Where the person stood, the latest first. One query."""
    return [_row(row) for row in Employment.objects.filter(person=person).select_related("unit", "roster")]


def _row(row: Employment) -> DossierRow:
    until = row.until.isoformat() if row.until else _("until now")
    how = _("Roster import") if row.roster else _("By hand")
    url = reverse("people_import", args=[row.roster.uid]) if row.roster else ""
    return DossierRow((row.unit.name, row.post or "—", row.since.isoformat(), until, how), url)


EMPLOYMENTS = DossierSection(
    key="employments",
    title=gettext_lazy("Units and posts"),
    columns=(
        gettext_lazy("Unit"),
        pgettext_lazy("person", "Post"),
        pgettext_lazy("employment", "Since"),
        pgettext_lazy("employment", "Until"),
        pgettext_lazy("employment", "How entered"),
    ),
    rows=employment_rows,
)
