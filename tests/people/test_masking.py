"""One mask everywhere, and one setting says how it looks."""

import json
import re
from pathlib import Path

import pytest

from people.checks import check_masks
from people.rules.masking import mask_identity, mask_phone
from people.services.record_audit import record_audit
from tests.factories.people import identity_number, worker_factory

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("site", "courses", "exams", "certificates", "plugins")
# A star that stands for a character, or a slice that leaves the last ones of a number.
ANOTHER_MASK = re.compile(
    r"""["']\*+["'] \*|\* ["']\*+["']|["']\*{2,}["']|\[-[34]:\]|slice:["'](?:-?[34]:|:-?[34]["'])"""
)


def test_no_other_place_makes_masks():
    files = [path for room in ROOMS for kind in ("*.py", "*.html", "*.js") for path in (ROOT / room).rglob(kind)]
    ours = [path for path in files if "migrations" not in path.parts and path.name != "masking.py"]
    assert len(ours) > 200
    assert [str(path) for path in ours if ANOTHER_MASK.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("setting", "identity", "phone"),
    [
        ("3+4", "990***********001X", "138****5678"),
        ("3+0", "990***************", "138********"),
        ("0+0", "*" * 18, "*" * 11),
    ],
)
def test_setting_says_how_much_is_shown(settings, setting, identity, phone):
    settings.IDENTITY_MASK = settings.PHONE_MASK = setting
    assert mask_identity("99010119600101001X") == identity
    assert mask_phone("13812345678") == phone
    assert mask_phone("") == ""
    assert mask_phone("1381") == ("*" * 4 if setting == "3+4" else mask_phone("1381"))


@pytest.mark.django_db
def test_one_setting_changes_every_screen(settings, county, desk, as_user):
    worker = worker_factory(county.village, identity=identity_number(77), phone="13812345678")
    number = identity_number(77)
    for setting, shown in (("3+4", number[:3] + "*" * 11 + number[-4:]), ("3+0", number[:3] + "*" * 15)):
        settings.IDENTITY_MASK = setting
        assert shown in desk.get(f"/admin/people/{worker.person.uid}/").content.decode()
        assert shown in as_user(worker).get("/me/data/").content.decode()


@pytest.mark.parametrize("setting", ["", "3", "3+x", "18+0", "7+4", "4-3"])
def test_setting_that_hides_nothing_stops_the_start(settings, setting):
    settings.IDENTITY_MASK = setting
    assert [error.id for error in check_masks()] == ["people.E004"]


def test_identity_numbers_are_masked_wherever_they_stand_in_an_audit_event(county, officer):
    number = identity_number(8)
    typed = {"q": f"找 {number}，急", "list": [number.lower(), 7], "deep": {"old": number[:6] + number[8:17]}}
    event = record_audit(actor=officer, action="people.export", target=None, data=typed, reason=f"核对{number}")
    told = json.dumps(event.data) + event.reason
    assert number not in told
    assert number[6:14] not in told
    assert mask_identity(number) in event.reason
    assert event.data["list"][1] == 7
