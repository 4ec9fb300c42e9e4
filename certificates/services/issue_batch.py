"""The job behind a confirmed list: number everybody, make every file, merge them."""

from typing import Any

from django.urls import reverse

from certificates.models import IssueBatch, IssueItem
from certificates.selectors import certificates_in
from certificates.services.build_print_file import build_print_file
from certificates.services.issue_certificate import issue_certificate
from certificates.services.press import Press
from certificates.services.render_certificate import render_certificate
from certificates.services.start_issue import KIND
from foundation.api import Job, Report, job_kind


@job_kind(KIND)
def issue_batch(job: Job, report: Report) -> dict[str, Any]:
    """Handler of the job. Every step looks first at what stands already, so after a kill it goes on.

    Numbers come first, for everybody in hand-out order: whatever stops the press, no number is lost or doubled.
    """
    batch = IssueBatch.objects.select_related("template_version", "run").get(pk=job.params["batch"])
    pending = number_batch(batch, report)
    _render(batch, report)
    build_print_file(batch=batch, report=report)
    issued = IssueItem.objects.filter(batch=batch, certificate__isnull=False).count()
    next_path = reverse("certificates_batch", args=[batch.uid])
    return {"issued": issued, "refused": pending - issued, "next": next_path}


def number_batch(batch: IssueBatch, report: Report) -> int:
    """Give everybody of the list a number, in hand-out order; who has one keeps it. Returns how many they are."""
    pending = list(IssueItem.objects.filter(batch=batch).order_by("position").values_list("pk", flat=True))
    for item_id in pending:
        report(0, len(pending))
        issue_certificate(item_id=item_id)
    return len(pending)


def _render(batch: IssueBatch, report: Report) -> None:
    found = list(certificates_in(batch))
    report(0, len(found))
    waiting = [certificate for certificate in found if not hasattr(certificate, "pdf")]
    if not waiting:
        return
    press = Press(batch.template_version)
    for done, certificate in enumerate(waiting, len(found) - len(waiting) + 1):
        render_certificate(certificate=certificate, press=press)
        report(done, len(found))
