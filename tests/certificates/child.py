"""What a worker process does, for tests that kill it or take its disk or its libraries away.

Usage: child.py prepare NAME… | issue. Works on the database and the files of its VAR_DIR.
"""

import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]


def prepare(*names: str) -> None:
    """A confirmed list of these people, its job not yet run."""
    from tests.factories.certificates import Ground

    Ground(names=names).batch()


def issue() -> None:
    """Run the batch's latest job, as a worker does; a failed one is started again first."""
    from certificates.models import IssueBatch
    from certificates.services.start_issue import start_job
    from foundation.jobs import run_job

    batch = IssueBatch.objects.get()
    run_job(start_job(batch=batch, actor=batch.maker).pk)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "plugins" / "fujin")]
    sys.path.remove(str(Path(__file__).resolve().parent))
    django.setup()
    from gridschool.celery import app

    app.conf.task_always_eager = False  # messages go to the queue's folder, where nobody takes them
    {"prepare": prepare, "issue": issue}[sys.argv[1]](*sys.argv[2:])
