import io

from foundation.api import Report
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from certificates.models import IssueBatch, IssueItem
from certificates.selectors import items_of
from certificates.services.store_file import stored_file
from certificates.states import finish_batch

REPORT_EVERY = 20


def build_print_file(*, batch: IssueBatch, report: Report | None = None) -> IssueBatch:
    """Merge the batch's certificates into one file, in hand-out order; the batch is then ready to print.

    An existing file is kept, and a batch in which everybody was refused has none. Viewers are told not to scale, since a shrunk certificate misses its paper.
    Side effects: one stored file. Raises StorageFull.
    """
    items = [item for item in items_of(batch) if item.certificate_id]
    if items and not batch.print_file:
        data = _merged(items, report)
        with stored_file(batch, data) as name:
            batch.print_file.name = name
            batch.save(update_fields=["print_file"])
    finish_batch(batch=batch)
    return batch


def _merged(items: list[IssueItem], report: Report | None) -> bytes:
    writer = PdfWriter()
    for done, item in enumerate(items, 1):
        with item.certificate.pdf.file.open("rb") as stored:
            writer.append(PdfReader(stored), import_outline=False)
        if report and done % REPORT_EVERY == 0:
            report(len(items), len(items))
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    writer.create_viewer_preferences()[NameObject("/PrintScaling")] = NameObject("/None")
    merged = io.BytesIO()
    writer.write(merged)
    return merged.getvalue()
