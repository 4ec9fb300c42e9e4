"""From a county's pack to a verified certificate, on an embedded and on a grown installation."""

import json
import re

import pytest

from tests.support.live_site import LiveSite

CODE = "import json; from tests.support.chain import run_chain; print(json.dumps(run_chain(3)))"


@pytest.mark.parametrize("live_site", ["embedded", "grown"], indirect=True)
def test_the_whole_chain_by_service_calls(live_site: LiveSite) -> None:
    told = json.loads(live_site.shell(CODE).splitlines()[-1])
    number = told.pop("number")
    assert re.fullmatch(r"富网校证〔\d{4}〕第\d{5}号", number)
    assert told.pop("seconds") > 0
    assert told == {
        "pack_changes_second_time": 0,
        "people_by_dry_run": 0,
        "people": 3,
        "must_change_password": True,
        "drill_total_lost": "2.0",
        "reasons": [],
        "hours": 8.0,
        "certificates": 3,
        "is_gap_free": True,
        "is_frozen": True,
        "print_file_starts": "%PDF-",
        "verified": [True, True, True],
    }
