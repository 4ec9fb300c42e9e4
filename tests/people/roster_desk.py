"""What an officer does with a roster, for tests."""

from typing import Any

import pytest

from foundation.jobs import run_job
from people.models import RosterImport, User
from people.services.apply_roster import confirm_roster
from people.services.plan_roster import UploadRefused, receive_roster
from tests.factories.people import County, identity_number
from tests.people.rosters import workbook


def row_of(county: County, number: int = 1, **fields: str) -> tuple[str, ...]:
    """A row that can be imported into the county's village."""
    values = {
        "name": "王小丫",
        "identity": identity_number(number),
        "phone": "13800000000",
        "unit": county.village.name,
        "post": "网格员",
    } | fields
    return tuple(values.values())


def upload(officer: User, county: County, *rows: Any, unit: Any = None, is_complete: bool = False) -> RosterImport:
    """Upload a workbook with these rows for a unit (the county)."""
    return receive_roster(
        actor=officer, unit=unit or county.county, name="名册.xlsx", data=workbook(*rows), is_complete=is_complete
    )


def refused_upload(officer: User, county: County, data: bytes, **options: Any) -> RosterImport:
    """Upload a file that cannot be used as a whole; the import that says why."""
    with pytest.raises(UploadRefused) as refused:
        receive_roster(actor=officer, unit=county.county, name="名册.xlsx", data=data, **options)
    return refused.value.roster


def carry_out(officer: User, roster: RosterImport, **options: Any) -> RosterImport:
    """Confirm it and run the job to its end."""
    run_job(confirm_roster(actor=officer, roster=roster, **options).pk)
    roster.refresh_from_db()
    return roster


def kinds(roster: RosterImport) -> list[tuple[str, str]]:
    """Name and kind of every row, in order."""
    return list(roster.rows.values_list("name", "kind"))
