"""Forty and more rosters as offices send them: every row is either right or refused with its cell and a reason."""

import pytest

from tests.people.ugly import attacks, formats, layouts, names, numbers
from tests.people.ugly.cases import ATTACKS, UGLY, judge

FAMILIES = (attacks, formats, layouts, names, numbers)


@pytest.mark.parametrize("name", UGLY)
def test_ugly_roster_is_read_or_refused_row_by_row(name):
    verdict = judge(UGLY[name]())
    assert verdict.wrong == []


@pytest.mark.parametrize("name", ATTACKS)
def test_useless_or_harmful_file_is_refused_with_its_reason(name):
    assert judge(ATTACKS[name]()).wrong == []


def test_every_roster_tells_its_story():
    for build in (*UGLY.values(), *ATTACKS.values()):
        assert build.__doc__
    assert len(UGLY) >= 40
