"""What other rooms may import from the foundation."""

from foundation.append_only import bypass
from foundation.crypto import decrypt, encrypt, keyed_hash
from foundation.errors import GridschoolError
from foundation.jobs import Report, enqueue_job, job_kind
from foundation.models import AppendOnlyModel, AppendOnlyViolation, Job

__all__ = [
    "AppendOnlyModel",
    "AppendOnlyViolation",
    "GridschoolError",
    "Job",
    "Report",
    "bypass",
    "decrypt",
    "encrypt",
    "enqueue_job",
    "job_kind",
    "keyed_hash",
]
