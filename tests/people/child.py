"""What a worker process does with an import, for tests that kill it.

Usage: child.py prepare COUNT | apply | undo. Works on the database and files of its VAR_DIR.
"""

import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]


def prepare(count: str) -> None:
    """A compared roster: some people of the county changed, one moved, the others new."""
    from tests.factories.people import PersonFactory, county_factory, identity_number, officer_factory
    from tests.people.roster_desk import row_of, upload

    county = county_factory()
    for number in range(1, 6):
        PersonFactory(unit=county.village, identity=identity_number(number), name="王小丫", phone="13900000000")
    PersonFactory(unit=county.community, identity=identity_number(6), name="王小丫", phone="13900000000")
    upload(officer_factory(county.county), county, *(row_of(county, n) for n in range(1, int(count) + 1)))


def start(kind: str) -> None:
    """Run the latest job of this kind as a worker does, after starting it when there is none."""
    from foundation.jobs import run_job
    from people.models import RosterImport
    from people.services.apply_roster import confirm_roster
    from people.services.undo_roster import start_undo

    roster = RosterImport.objects.get()
    begin = {"apply": confirm_roster, "undo": start_undo}[kind]
    run_job(begin(actor=roster.uploaded_by, roster=roster).pk)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "plugins" / "fujin")]
    sys.path.remove(str(Path(__file__).resolve().parent))
    django.setup()
    from gridschool.celery import app
    from people.services import plan_roster

    app.conf.task_always_eager = False  # messages go to the queue's folder, where nobody takes them
    plan_roster.CHUNK_ROWS = 20  # many short transactions, so that a kill falls between or into them
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2])
    else:
        start(sys.argv[1])
