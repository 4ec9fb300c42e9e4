import uuid

from django.utils.translation import gettext_lazy as _

from courses.api import SchoolPage
from curricula.models import AppliedPack, PackItem
from curricula.rules.items import STEP_KINDS, items_of
from curricula.rules.plan import Known, Plan, changes_between
from curricula.rules.tree import CheckedPack
from curricula.selectors import current_digest
from foundation.api import GridschoolError
from people.api import Unit


class PackRefused(GridschoolError):
    """The pack cannot be applied to this unit."""


def plan_pack(*, pack: CheckedPack, unit: Unit) -> Plan:
    """What applying this pack to this county would do. Reads only.

    Raises PackRefused: area_differs, county_not_open, pack_elsewhere.
    """
    school_for(pack, unit)
    applied = AppliedPack.objects.filter(pack_id=pack.head.id).first()
    if applied is not None and applied.unit_id != unit.pk:
        raise PackRefused(
            _("This pack is used by %(unit)s already. Give the pack another id for this county.")
            % {"unit": applied.unit},
            code="pack_elsewhere",
        )
    return Plan(
        pack_id=pack.head.id,
        title=pack.head.title,
        version=pack.head.version,
        version_before=applied.version if applied else "",
        unit_name=unit.name,
        changes=changes_between(items_of(pack), _known(applied)),
    )


def school_for(pack: CheckedPack, unit: Unit) -> SchoolPage:
    """The county's school. Raises PackRefused when the pack is another county's, or the county is not open."""
    if unit.code != pack.head.area:
        raise PackRefused(
            _("The pack is made for area %(area)s, not for %(unit)s (%(code)s): change “area” in pack.toml.")
            % {"area": pack.head.area, "unit": unit.name, "code": unit.code},
            code="area_differs",
        )
    school = SchoolPage.objects.filter(unit=unit).first()
    if school is None:
        raise PackRefused(
            _("%(unit)s has no school yet: open the county first.") % {"unit": unit.name}, code="county_not_open"
        )
    return school


def _known(applied: AppliedPack | None) -> dict[uuid.UUID, Known]:
    if applied is None:
        return {}
    rows = list(applied.items.all())
    steps = known_steps(rows)
    return {
        row.uid: Known(
            kind=row.kind,
            id=row.item_id,
            uid=row.uid,
            title=row.title,
            digest=row.digest,
            applied_digest=row.applied_digest,
            is_retired=row.retired_at is not None,
            current=current_digest(row.kind, row.uid, pack_steps=steps),
        )
        for row in rows
    }


def known_steps(rows: list[PackItem]) -> set[uuid.UUID]:
    """Steps whose order the pack has decided before."""
    return {row.uid for row in rows if row.kind in STEP_KINDS}
