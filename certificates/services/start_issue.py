from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import CertificateTemplate, IssueBatch, IssueItem
from certificates.selectors import Candidate, candidates
from courses.api import Run
from foundation.api import GridschoolError, Job, enqueue_job
from people.api import record_audit

KIND = "certificates.issue_batch"
REFUSAL_LENGTH = 300


class IssueRefused(GridschoolError):
    """This list cannot be issued."""


@transaction.atomic
def start_issue(
    *, actor: Any, run: Run, template: CertificateTemplate, enrolment_ids: list[int], key: UUID
) -> IssueBatch:
    """Confirm a list: write the batch in hand-out order and start the job that numbers and prints it.

    Who was chosen is checked again here; whoever is not ready stands in the batch with the reason and gets no
    number. The same key again returns the first batch. Side effects: batch, items, job, one audit event.

    Raises IssueRefused (other_course, nobody_chosen, nobody_ready) and FontsMissing.
    """
    batch, is_new = IssueBatch.objects.get_or_create(
        key=key,
        defaults={
            "run": run,
            "template_version": template.current_version,
            "maker": actor,
            "issued_on": timezone.localdate(),
        },
    )
    if not is_new:
        return batch
    found = _checked(run, template, enrolment_ids)
    IssueItem.objects.bulk_create([_item(batch, n, candidate) for n, candidate in enumerate(found, 1)])
    start_job(batch=batch, actor=actor)
    data = {"run": str(run.uid), "template": str(template.uid), "people": len(found)}
    record_audit(actor=actor, action="certificates.start_issue", target=batch, unit=run.unit, data=data)
    return batch


def _checked(run: Run, template: CertificateTemplate, enrolment_ids: list[int]) -> list[Candidate]:
    if template.course_id != run.course_id:
        raise IssueRefused(_("This certificate belongs to another course."), code="other_course")
    found = candidates(run, template, only=enrolment_ids)
    if not found or len(found) != len(set(enrolment_ids)):
        raise IssueRefused(
            _("Nobody was chosen. Tick the people who are to get a certificate."), code="nobody_chosen"
        )
    if all(candidate.reasons for candidate in found):
        message = _("None of those chosen can be given a certificate now. Load the list again to see why.")
        raise IssueRefused(message, code="nobody_ready")
    return found


def _item(batch: IssueBatch, position: int, candidate: Candidate) -> IssueItem:
    refusal = " · ".join(reason.text for reason in candidate.reasons)[:REFUSAL_LENGTH]
    return IssueItem(batch=batch, position=position, enrolment=candidate.enrolment, refusal=refusal)


@transaction.atomic
def start_job(*, batch: IssueBatch, actor: Any) -> Job:
    """Start the batch's job, or start it again after it failed: it goes on where it stopped.

    Returns the job that is still waiting or running, if there is one.
    """
    locked = IssueBatch.objects.select_for_update(of=("self",)).select_related("job").get(pk=batch.pk)
    if locked.job is not None and not locked.job.is_over:
        return locked.job
    title = _("Certificates: %(run)s") % {"run": locked.run}
    back = reverse("certificates_batch", args=[locked.uid])
    job = enqueue_job(kind=KIND, owner=actor, title=title, params={"batch": locked.pk, "back": back})
    IssueBatch.objects.filter(pk=locked.pk).update(job=job)
    batch.job = job
    return job
