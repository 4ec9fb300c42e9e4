"""Who holds a national certificate: figures, the people behind them, and what is known of one person."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy, pgettext_lazy

from people.dossier import DossierRow, DossierSection, Hide
from people.models import Employment, NationalCertificate, Person, Unit

Level = NationalCertificate.Level
# A person is counted once, at the highest level.
RANKS = {Level.ASW: 1, Level.SW: 2, Level.SSW: 3}


@dataclass(frozen=True)
class Holders:
    """持证人数: distinct people in post on a day, by their highest level."""

    assistant: int = 0
    social_worker: int = 0
    senior: int = 0

    @property
    def total(self) -> int:
        return self.assistant + self.social_worker + self.senior


def holder_rows(unit: Unit, day: date) -> "QuerySet[Any]":
    """The people behind `holders_on`, with their highest level as `rank` (see RANKS). One query when read."""
    standing = Q(until=None) | Q(until__gt=day)
    in_post = Employment.objects.filter(standing, since__lte=day, unit__path__startswith=unit.path)
    whens = [When(national_certificates__level=level, then=Value(rank)) for level, rank in RANKS.items()]
    counted = Q(
        national_certificates__source=NationalCertificate.Source.NATIONAL,
        national_certificates__approval_date__lte=day,
    )
    rank = Max(Case(*whens, output_field=IntegerField()), filter=counted)
    people: QuerySet[Any] = Person.objects.filter(pk__in=in_post.values("person"), merged_into=None)
    return people.annotate(rank=rank).filter(rank__isnull=False).order_by("worker_no")


def holders_on(unit: Unit, day: date) -> Holders:
    """Distinct holders of a national certificate who stood in the unit or below it on that day. One query.

    Local certificates of before 2008 do not count (domain reference 6.1).
    """
    counts = Counter(holder_rows(unit, day).order_by().values_list("rank", flat=True))
    return Holders(*(counts[RANKS[level]] for level in (Level.ASW, Level.SW, Level.SSW)))


def national_rows(person: Person) -> list[DossierRow]:
    """What stands of one person's certificates, the latest first. One query."""
    return [_row(row) for row in person.national_certificates.all()]


def _row(row: NationalCertificate) -> DossierRow:
    cells = (row.get_level_display(), row.approval_date.isoformat(), row.masked_number, row.get_source_display())
    return DossierRow([str(cell) for cell in cells])


def _blank(person: Person, hide: Hide) -> None:
    """No law keeps our note of it: the certificate is registered where it was awarded."""
    NationalCertificate.objects.filter(person=person).delete()


NATIONAL = DossierSection(
    key="national",
    title=gettext_lazy("National certificates"),
    columns=(
        gettext_lazy("Level"),
        gettext_lazy("Approved on"),
        gettext_lazy("Management number"),
        pgettext_lazy("national", "Awarded by"),
    ),
    rows=national_rows,
    blank=_blank,
)
