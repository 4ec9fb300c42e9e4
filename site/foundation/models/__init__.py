from foundation.models.append_only import AppendOnlyModel, AppendOnlyViolation, Bypass
from foundation.models.job import Job

__all__ = ["AppendOnlyModel", "AppendOnlyViolation", "Bypass", "Job"]
